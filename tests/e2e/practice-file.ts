/** Rows of the practice world as an Alpaca file, for projects of one's own. */
import { makePracticeProject } from '../../src/core/practice/project.ts';

/** JSONL of `rows` instructions without answers, and `longRows` that fit no small context, as the browser would be given it. */
export function practiceFile(
	rows: number,
	longRows = 0,
): { name: string; mimeType: string; buffer: Buffer } {
	const project = makePracticeProject(1, {
		train: rows,
		cache: 0,
		heldOutPerSkill: 1,
		developmentPerSkill: 0,
	});
	const lines = project
		.filter(({ split }) => split === 'train')
		.map(({ instruction, input, skill }) => ({ instruction, input, skill }));
	const long = Array.from({ length: longRows }, (_, row) => ({
		instruction: Array.from({ length: 700 }, (_, word) => `long${row}x${(word * 7919) % 997}`).join(
			' ',
		),
	}));
	return {
		name: 'practice.jsonl',
		mimeType: 'application/jsonl',
		buffer: Buffer.from([...lines, ...long].map((line) => JSON.stringify(line)).join('\n')),
	};
}
