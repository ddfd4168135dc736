/** The rows of a run whose last stage is left: its student has answered, and waits for teacher and referee. */
import { placesOf } from '../../src/core/loop/places.ts';
import { VERDICT_ORDERS } from '../../src/core/verdict.ts';
import { stageRow } from './loop-scene.ts';
import { plainTeacher } from './memory-teachers.ts';
import { answerRow, projectRow, RUN, runRow, seedRow, studentRow, verdictRow } from './rows.ts';

const { recipe } = runRow();

/** A held-out row for each name, "case:NAME"; the teacher is asked at `baseUrl`, 16 calls at once. */
export function heldOutRun(names: readonly string[], baseUrl: string) {
	const held = { split: 'heldOut', pool: null } as const;
	const instructions = names.map((name, order) =>
		seedRow(order, { ...held, instruction: `Write a line about case:${name}` }),
	);
	const students = [studentRow(-1), studentRow(0)];
	const teacher = plainTeacher({ baseUrl, concurrency: 16, endpoint: baseUrl });
	return {
		projects: [projectRow(undefined, { kind: 'own', teacher })],
		runs: [runRow(RUN, { iterations: 0, recipe: { ...recipe, iterations: 0 } })],
		instructions,
		students,
		answers: instructions.flatMap(({ id }) => students.map((by) => answerRow(id, by.id))),
		// Of the base.
		verdicts: instructions.flatMap(({ id }) =>
			VERDICT_ORDERS.map((order) => verdictRow(id, studentRow(-1).id, order)),
		),
		stages: placesOf(0)
			.slice(0, -1)
			.map(({ iteration, stage }) => stageRow(iteration, stage)),
	};
}
