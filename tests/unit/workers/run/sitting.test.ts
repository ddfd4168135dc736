import { expect, test } from 'vitest';
import { NO_CAPS } from '../../../../src/core/budget.ts';
import { askedRow, sentRow } from '../../../../src/core/call-row.ts';
import { recipeFrom } from '../../../../src/core/recipe.ts';
import { AppError } from '../../../../src/core/error.ts';
import type { CallKey } from '../../../../src/core/id.ts';
import { changeCaps } from '../../../../src/app/projects.ts';
import { Sitting, type Mode } from '../../../../workers/run/sitting.ts';
import { RunTable } from '../../../fakes/run-table.ts';

const SIZES = { train: 60, cache: 20, heldOutPerSkill: 1, developmentPerSkill: 1 };

async function seated(
	table: RunTable,
	{ mode = 'all', before }: { mode?: Mode; before?: () => void } = {},
) {
	const id = await table.createPractice({ sizes: SIZES, recipe: { iterations: 0 } });
	const run = await table.store.run(id);
	const project = run && (await table.store.project(run.projectId));
	if (run === undefined || project === undefined) throw new Error('expected run and project');
	before?.();
	const sitting = new Sitting(table.shop(), { project, run, teacher: table.teacher, mode });
	const state = async () => (await table.store.run(id))?.state;
	return { sitting, state };
}
/** Resolves when the teacher is asked for the first time. */
const askedOnce = (table: RunTable) =>
	new Promise<void>((resolve) => {
		table.onAsk = resolve;
	});

test.each([
	['pause', 'paused'],
	['stop', 'stopped'],
] as const)('%s in the middle of a stage leaves the run %s', async (how, kind) => {
	const table = new RunTable();
	const asked = askedOnce(table);
	const { sitting, state } = await seated(table);
	await asked;
	await sitting[how]();
	expect(await sitting.over).toMatchObject({ kind });
	expect(await state()).toMatchObject({ kind });
});

test('a disk that fills up is named as what it is, not as a pause of the user', async () => {
	const table = new RunTable();
	const asked = askedOnce(table);
	const { sitting, state } = await seated(table);
	await asked;
	table.store.put = () => Promise.reject(new AppError('storage/full', 'the disk is full'));
	expect(await sitting.over).toMatchObject({ kind: 'paused', by: 'trouble', code: 'storage/full' });
	expect(await state()).toMatchObject({ code: 'storage/full' });
});

test('a store that takes nothing at all ends the sitting and is told', async () => {
	const table = new RunTable();
	const full = () => Promise.reject(new AppError('storage/full', 'the disk is full'));
	const { sitting } = await seated(table, { before: () => (table.store.putRun = full) });
	expect(await sitting.over).toMatchObject({ kind: 'paused', code: 'storage/full' });
	expect(table.events).toContainEqual(expect.objectContaining({ code: 'storage/full' }));
});

test('nothing is written after a sitting is over', async () => {
	const table = new RunTable();
	table.script = () => {
		throw new AppError('teacher/bad-key', 'no such key');
	};
	const { sitting } = await seated(table, { mode: 'retry' });
	expect(await sitting.over).toMatchObject({ kind: 'paused' });
	let writes = 0;
	table.store.putProgress = () => {
		writes++;
		return Promise.resolve();
	};
	await new Promise((resolve) => setTimeout(resolve, 1000));
	expect(writes).toBe(0);
});

/** As a killed browser leaves it: two calls out, their replies not here. */
async function killed(table: RunTable) {
	const id = await table.createPractice({ sizes: SIZES, recipe: { iterations: 0 } });
	const run = await table.store.run(id);
	const project = run && (await table.store.project(run.projectId));
	if (run === undefined || project === undefined) throw new Error('expected run and project');
	const row = {
		projectId: project.id,
		runId: id,
		role: 'teacher',
		model: 'm',
		about: 'a',
	} as const;
	for (const key of ['one', 'two'] as CallKey[])
		await table.ledger.put(sentRow(askedRow({ ...row, key, sentAt: 1 }, undefined), 1));
	await table.store.putRun({ ...run, state: { kind: 'running' } });
	return async () => {
		const now = await table.store.run(id);
		if (now === undefined) throw new Error('expected the run');
		return new Sitting(table.shop(), { project, run: now, teacher: table.teacher, mode: 'all' });
	};
}

test('a run whose user wants to be asked first waits with calls in doubt, and goes on when told to', async () => {
	const table = new RunTable();
	table.asksFirst = true;
	const sit = await killed(table);
	expect(await (await sit()).over).toMatchObject({
		...{ kind: 'paused', by: 'trouble', code: 'run/in-doubt' },
		because: '2 calls were out when the run last ended, and no reply is here.',
	});
	expect(table.asked).toBe(0);
	expect(await (await sit()).over).toMatchObject({ kind: 'finished' });
});

test('by default calls in doubt don’t hold a run up', async () => {
	const sit = await killed(new RunTable());
	expect(await (await sit()).over).toMatchObject({ kind: 'finished' });
});

test('a run pauses at its cap with nothing in flight, and goes on with a higher one without asking again', async () => {
	const table = new RunTable();
	const id = await table.createPractice({ sizes: SIZES, recipe: { iterations: 0 } });
	const world = { store: table.store, clock: () => 1, newId: () => 'x' };
	await changeCaps(world, id, { ...NO_CAPS, calls: 30 });
	const sit = async () => {
		const run = await table.store.run(id);
		const project = run && (await table.store.project(run.projectId));
		if (run === undefined || project === undefined) throw new Error('expected run and project');
		return new Sitting(table.shop(), { project, run, teacher: table.teacher, mode: 'all' });
	};
	expect(await (await sit()).over).toMatchObject({ kind: 'paused', code: 'run/budget-calls' });
	expect(table.asked).toBe(30);
	expect((await table.store.progress(id))?.budget).toMatchObject({
		spent: { calls: 30 },
		inFlight: { calls: 0 },
	});
	await changeCaps(world, id, { ...NO_CAPS, calls: 10_000 });
	expect(await (await sit()).over).toMatchObject({ kind: 'finished' });
	expect(table.ledger.calls.size).toBe(table.asked);
});

test('caps that are changed while a run is under way hold from the next call on, and stay', async () => {
	const table = new RunTable();
	const asked = askedOnce(table);
	const { sitting } = await seated(table);
	await asked;
	await sitting.changeCaps(table.store, { ...NO_CAPS, calls: 1 });
	expect(await sitting.over).toMatchObject({ kind: 'paused', code: 'run/budget-calls' });
	expect((await table.store.run(sitting.run.id))?.caps).toEqual({ ...NO_CAPS, calls: 1 });
});

test('half through, what the run will come to is told to 15 %, and at its end exactly', async () => {
	const table = new RunTable();
	const generation = { ...recipeFrom('practice', { seed: 1, baseId: 'b' }).generation };
	const id = await table.createPractice({
		sizes: { ...SIZES, train: 200 },
		recipe: { iterations: 1, generation: { ...generation, newPerIteration: 60 } },
	});
	const sit = async () => {
		const run = await table.store.run(id);
		const project = run && (await table.store.project(run.projectId));
		if (run === undefined || project === undefined) throw new Error('expected run and project');
		return new Sitting(table.shop(), { project, run, teacher: table.teacher, mode: 'all' });
	};
	const world = { store: table.store, clock: () => 1, newId: () => 'x' };
	await changeCaps(world, id, { ...NO_CAPS, calls: 500 });
	await (
		await sit()
	).over;
	const early = (await table.store.progress(id))?.projected;
	await changeCaps(world, id, NO_CAPS);
	expect(await (await sit()).over).toMatchObject({ kind: 'finished' });
	const { budget, projected } = (await table.store.progress(id)) ?? {};
	expect(projected).toEqual(budget?.spent);
	const ratio = (name: 'calls' | 'tokens') => (early?.[name] ?? 0) / (budget?.spent[name] ?? 1);
	// Half of it are the new ones, of which none has been asked for: how many are turned away is assumed.
	for (const name of ['calls', 'tokens'] as const) {
		expect(ratio(name)).toBeGreaterThan(0.85);
		expect(ratio(name)).toBeLessThan(1.15);
	}
});
