/** What a plan needs to know of a project's seeds: how many there are of each kind, and how long they are. */
import type { SeedFacts } from '../../core/plan/seeds.ts';
import { answerId } from '../../core/answer.ts';
import type { ProjectId } from '../../core/id.ts';
import { isDeleted, taskText, type Instruction } from '../../core/instruction.ts';
import type { Connection } from './database.ts';
import { instructionsOf } from './run-rows.ts';

/** Answers that are read at once. */
const AT_ONCE = 2000;

/** See `Library.seedFacts`. */
export async function readSeedFacts(db: Connection, project: ProjectId): Promise<SeedFacts> {
	const all = await instructionsOf(db, project, []);
	const seeds = all.filter((row) => !isDeleted(row) && row.split !== 'setAside');
	const of = (split: Instruction['split']) => seeds.filter((row) => row.split === split);
	const answers = await fileAnswers(db, seeds);
	const chars = seeds.map((row) => taskText(row).length);
	return {
		pool: of('pool').length,
		heldOut: of('heldOut').length,
		answered: answers.length,
		unnamed: seeds.filter(({ skill }) => skill === null).length,
		taskChars: meanOf(chars),
		answerChars: meanOf(answers),
	};
}

/** Characters of each answer that came with the file. */
async function fileAnswers(
	db: Connection,
	rows: readonly Instruction[],
): Promise<readonly number[]> {
	const chars: number[] = [];
	for (let first = 0; first < rows.length; first += AT_ONCE) {
		const ids = rows.slice(first, first + AT_ONCE).map(({ id }) => answerId(id, 'file'));
		for (const answer of await db.answers.bulkGet(ids))
			if (answer !== undefined) chars.push(answer.text.length);
	}
	return chars;
}

/** 0 of none. */
function meanOf(numbers: readonly number[]): number {
	return numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length);
}
