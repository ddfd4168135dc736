/** Prepares the base: the shipped one from beside the app, any other as the trainer exports it. */
import { AppError } from '../../core/error.ts';
import { studentIdOf } from '../../core/id.ts';
import { evaluationSet, trainPool } from '../../core/loop/pools.ts';
import type { Student, StudentSource } from '../../core/student.ts';
import { loadTested } from '../keep-student.ts';
import { labelSkills } from './label-skills.ts';
import type { RunSession } from './session.ts';
import { trainStudent } from './train-student.ts';
import { whileStudentAway } from './while-unreachable.ts';

/** Leaves the base as student −1, proved on this device, and skills named if the recipe asks for that. */
export async function prepare(session: RunSession): Promise<void> {
	const { book, run } = session;
	if (trainPool(book, run.recipe, 0).length === 0 || evaluationSet(book, 'heldOut').length === 0)
		throw new AppError(
			'run/empty-project',
			'The project has no instructions to train on, or none held out. Import a file first.',
		);
	if (run.recipe.labelSkills) await labelSkills(session);
	await prepareBase(session);
}

/** Leaves the base as student −1; a shipped one needs no trainer. */
export async function prepareBase(session: RunSession): Promise<void> {
	const { book, run, world } = session;
	if (book.student(-1) !== undefined) return;
	const source = await world.shipped(run.recipe.baseId);
	if (source === undefined) {
		await trainStudent(session, -1, {
			model: run.recipe.baseId,
			rows: null,
			hyperparameters: { max_steps: 0 },
			rowsAnEpoch: 0,
			leftOut: [],
		});
		return;
	}
	await keepShipped(session, source);
}

/** The shipped student as student −1, if it passes its self-test here. */
async function keepShipped(
	session: RunSession,
	source: Extract<StudentSource, { kind: 'shipped' }>,
): Promise<void> {
	const { run, world } = session;
	session.progress.step('loading', null);
	const text = await world.readShipped(source, 'selftest.json');
	const test = { text, model: run.recipe.baseId, signal: session.stopping };
	const { selfTest, facts } = await whileStudentAway(session, () =>
		loadTested(world.engine, source, test),
	);
	const base: Student = {
		schema: 1,
		id: studentIdOf(run.id, -1),
		projectId: run.projectId,
		runId: run.id,
		iteration: -1,
		baseId: run.recipe.baseId,
		jobId: null,
		model: null,
		source,
		files: [],
		selfTest,
		trainedRows: null,
		createdAt: world.clock(),
	};
	await session.write({ students: [base] });
	session.loaded(base, facts);
}
