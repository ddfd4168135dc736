/** Rows of the practice world as an Alpaca file, for projects of one's own. */
import { makePracticeProject } from '../../src/core/practice/project.ts';

/** JSONL of `rows` instructions without answers, as the browser would be given it. */
export function practiceFile(
	rows: number,
	seed = 1,
): { name: string; mimeType: string; buffer: Buffer } {
	const project = makePracticeProject(seed, {
		train: rows,
		cache: 0,
		heldOutPerSkill: 1,
		developmentPerSkill: 0,
	});
	const lines = project
		.filter(({ split }) => split === 'train')
		.map(({ instruction, input, skill }) => JSON.stringify({ instruction, input, skill }));
	return {
		name: 'practice.jsonl',
		mimeType: 'application/jsonl',
		buffer: Buffer.from(lines.join('\n')),
	};
}
