import { beforeAll, describe, expect, test } from 'vitest';
import { type ProjectWorld, trialOf } from '../../../../src/app/projects.ts';
import type { Role } from '../../../../src/core/call.ts';
import type { CallKey, RunId } from '../../../../src/core/id.ts';
import { trialData } from '../../../../src/core/loop/trial.ts';
import { planDataOf } from '../../../../src/core/plan/book-data.ts';
import { type Measures, type RoleMeasures, withCall } from '../../../../src/core/plan/measures.ts';
import { type Plan, planOf } from '../../../../src/core/plan/plan.ts';
import { measuresOf } from '../../../../src/core/plan/trial-measures.ts';
import { recipeFrom } from '../../../../src/core/recipe.ts';
import { Sitting } from '../../../../workers/run/sitting.ts';
import { RunTable } from '../../../fakes/run-table.ts';

const PRACTICE = recipeFrom('practice', { seed: 1, baseId: 'base' });
const RECIPE = {
	...PRACTICE,
	iterations: 2,
	labelSkills: true,
	generation: { ...PRACTICE.generation, newPerIteration: 60, newCachePerIteration: 24 },
};

/** A practice project of 300 seeds, its skills not named, with its run. */
async function project() {
	const table = new RunTable();
	const sizes = { train: 200, cache: 47, heldOutPerSkill: 1, developmentPerSkill: 0 };
	const run = await table.createPractice({ sizes, recipe: RECIPE });
	const { projectId } = await stored(table, run);
	const { instructions } = await table.store.rowsOf(projectId, []);
	const unnamed = instructions.map((row) => ({
		...{ ...row, skill: null, skillFrom: null },
		pool: row.split === 'pool' ? ('both' as const) : null,
	}));
	await table.store.put({ instructions: unnamed });
	return { table, run, projectId };
}
async function stored(table: RunTable, id: RunId) {
	const run = await table.store.run(id);
	if (run === undefined) throw new Error('expected the run');
	return run;
}
async function sit(table: RunTable, id: RunId) {
	const run = await stored(table, id);
	const owner = await table.store.project(run.projectId);
	if (owner === undefined) throw new Error('expected the project');
	return new Sitting(table.shop(), { project: owner, run, teacher: table.teacher, mode: 'all' });
}
async function carriedOut(table: RunTable, id: RunId) {
	expect(await (await sit(table, id)).over).toMatchObject({ kind: 'finished' });
}
const world = (table: RunTable): ProjectWorld => ({
	...{ store: table.store, clock: () => 1, newId: () => 'trial1' },
});
const keys = ({ ledger }: RunTable) => new Set(ledger.calls.keys());
/** Of the fake student many answers are alike, and a verdict on the same answer is the same call: paid once, needed twice. */
const neededCalls = async (table: RunTable, id: RunId) => {
	const { budget, fromLedger } = (await table.store.progress(id)) ?? {};
	return (budget?.spent.calls ?? 0) + (fromLedger ?? 0);
};
function rolesOf({ ledger }: RunTable, id: RunId): RoleMeasures {
	const calls = [...ledger.calls.values()].filter(({ runId }) => runId === id);
	return calls.reduce<RoleMeasures>(withCall, {});
}

/** What the page reads of a run's rows. */
async function measured(table: RunTable, id: RunId): Promise<Measures> {
	const roles = rolesOf(table, id);
	const book = await table.book(id);
	const rows = { jobs: [...book.jobs.values()], students: book.students() };
	const progress = await table.store.progress(id);
	const ofRun = [...book.rejections.values()].filter(({ runId }) => runId === id).length;
	return measuresOf({ roles, ...rows, progress, rejections: ofRun }, RECIPE.training.epochs);
}

describe('a trial of twenty', () => {
	const tried = { needed: 0, plan: undefined as Plan | undefined };
	let table: RunTable;
	let whole: RunId;
	let trial: RunId;
	beforeAll(async () => {
		const made = await project();
		({ table, run: whole } = made);
		const run = trialOf(world(table), made.projectId, RECIPE);
		trial = run.id;
		await table.store.putRun(run);
		const data = planDataOf(await table.book(whole), RECIPE);
		tried.plan = planOf(run.recipe, trialData(data, RECIPE), { prices: null, isTrial: true });
		await carriedOut(table, trial);
		tried.needed = await neededCalls(table, trial);
	});

	test('goes through all stages and roles, on twenty seeds', async () => {
		const book = await table.book(trial);
		const stages = [...book.stages.values()].filter(({ runId }) => runId === trial);
		expect(stages.map(({ iteration, stage }) => [iteration, stage])).toEqual([
			...[
				[-1, 'prepare'],
				[-1, 'evaluation'],
				[0, 'imitation'],
				[0, 'evaluation'],
				[1, 'discrimination'],
				[1, 'generation'],
			],
		]);
		const calls = [...table.ledger.calls.values()];
		expect(calls.every(({ runId }) => runId === trial)).toBe(true);
		expect(new Set(calls.map(({ role }) => role))).toEqual(
			new Set(['teacher', 'referee', 'generator', 'labeller']),
		);
		expect(calls.filter(({ role }) => role === 'teacher')).toHaveLength(20);
		expect(table.trainer.orders.map(({ rows }) => rows?.length)).toEqual([10]);
	});

	test('takes what its plan said before, to a tenth', () => {
		const ratio = (tried.plan?.total.calls ?? 0) / tried.needed;
		expect(ratio).toBeGreaterThan(0.9);
		expect(ratio).toBeLessThan(1.1);
	});

	test('is not paid again by the run, whose plan after it is right to a tenth in calls, to a quarter in tokens', async () => {
		const alone = await project();
		await carriedOut(alone.table, alone.run);
		const data = planDataOf(await table.book(whole), RECIPE);
		const measures = await measured(table, trial);
		const plan = planOf(RECIPE, data, { prices: null, measures });
		const before = keys(table);
		await carriedOut(table, whole);
		// Nothing went out twice, and the run is spared what the trial has in common with it: the answers at the least.
		expect(table.asked).toBe(table.ledger.calls.size);
		const isShared = (key: CallKey) => before.has(key);
		const shared = [...keys(alone.table)].filter(isShared).length;
		expect(shared).toBeGreaterThanOrEqual(20);
		const answers = (of: RunTable, run: RunId) => rolesOf(of, run).teacher?.calls ?? 0;
		expect(answers(table, whole)).toBe(answers(alone.table, alone.run) - 20);

		const needed = await neededCalls(alone.table, alone.run);
		expect(plan.total.calls / needed).toBeGreaterThan(0.9);
		expect(plan.total.calls / needed).toBeLessThan(1.1);
		expect(plan.lines.every(({ from }) => from.kind === 'measured')).toBe(true);
		for (const [role, real] of Object.entries(rolesOf(alone.table, alone.run))) {
			const mine = measures.roles[role as Role];
			if (mine === undefined) throw new Error(`expected calls of ${role}`);
			const tokens = ({ promptTokens, completionTokens, calls }: typeof real) =>
				(promptTokens + completionTokens) / calls;
			expect(tokens(mine) / tokens(real)).toBeGreaterThan(0.75);
			expect(tokens(mine) / tokens(real)).toBeLessThan(1.25);
		}
	});
});

test('a trial that is stopped keeps what was answered, and the run goes on with it', async () => {
	const { table, run, projectId } = await project();
	const trial = trialOf(world(table), projectId, RECIPE);
	await table.store.putRun(trial);
	const begun = new Promise<void>((resolve) => {
		table.onAsk = () => {
			if (table.asked >= 12) resolve();
		};
	});
	const sitting = await sit(table, trial.id);
	await begun;
	await sitting.stop();
	expect((await stored(table, trial.id)).state).toMatchObject({ kind: 'stopped' });
	table.onAsk = () => undefined;
	await carriedOut(table, run);
	expect(table.asked).toBe(table.ledger.calls.size);
});
