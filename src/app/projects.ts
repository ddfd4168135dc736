/** Making projects and runs: a practice project, a run on it, a fork of it, more of it. */
import type { Caps } from '../core/budget.ts';
import { AppError } from '../core/error.ts';
import { seedId, type ProjectId, type RunId } from '../core/id.ts';
import type { Instruction } from '../core/instruction.ts';
import { seedPoolsOf } from '../core/loop/pools.ts';
import { TRIAL_ROWS, trialRecipe } from '../core/loop/trial.ts';
import { makePracticeProject, type PracticeSizes } from '../core/practice/project.ts';
import type { Project } from '../core/project.ts';
import { recipeFrom, type Recipe } from '../core/recipe.ts';
import type { Run } from '../core/run.ts';
import { PRACTICE_TEACHER, type TeacherSettings } from '../core/teacher.ts';
import type { NewRunOptions } from './world-ports.ts';
import type { RecordStore } from './ports/records.ts';
import type { Clock, NewId } from './ports/system.ts';

export type ProjectWorld = {
	readonly store: RecordStore;
	readonly clock: Clock;
	readonly newId: NewId;
};

export type PracticePlan = {
	/** Of the world and of every draw. */
	readonly seed: number;
	readonly baseId: string;
	readonly name: string;
	/** What differs from the preset *practice*. */
	readonly recipe?: Partial<Recipe>;
	readonly sizes?: Partial<PracticeSizes>;
};

/** A practice project and its run, ready to start. */
export async function createPractice(world: ProjectWorld, plan: PracticePlan): Promise<RunId> {
	const project: Project = {
		schema: 1,
		id: world.newId() as ProjectId,
		name: plan.name,
		kind: 'practice',
		teacher: PRACTICE_TEACHER,
		seed: plan.seed,
		importReport: null,
		createdAt: world.clock(),
		openedAt: world.clock(),
	};
	await world.store.putProject(project);
	await world.store.put({ instructions: practiceInstructions(project, plan.sizes) });
	const recipe: Recipe = {
		...recipeFrom('practice', plan),
		...plan.recipe,
	};
	return newRun(world, project.id, recipe);
}

function practiceInstructions(
	project: Project,
	sizes: Partial<PracticeSizes> = {},
): readonly Instruction[] {
	return makePracticeProject(project.seed, sizes).map((row, order) => ({
		schema: 1,
		id: seedId(project.id, order),
		projectId: project.id,
		runId: null,
		iteration: 0,
		order,
		instruction: row.instruction,
		input: row.input,
		skill: row.skill,
		skillFrom: 'data',
		split: row.split === 'train' || row.split === 'cache' ? 'pool' : row.split,
		pool: row.split === 'train' || row.split === 'cache' ? row.split : null,
		origin: 'practice',
		parentId: null,
		operator: null,
	}));
}

/** A run of the recipe on the project's seeds, or a trial of it, ready to start. */
export async function newRun(
	world: ProjectWorld,
	projectId: ProjectId,
	recipe: Recipe,
	{ caps, isTrial = false }: NewRunOptions = {},
): Promise<RunId> {
	const run = (isTrial ? trialOf : runOf)(world, projectId, recipe, caps);
	await world.store.putRun(run);
	return run.id;
}

/** A trial of the recipe on a few of the project's seeds, not stored yet. */
export function trialOf(
	world: Pick<ProjectWorld, 'newId' | 'clock'>,
	projectId: ProjectId,
	recipe: Recipe,
	caps?: Caps,
): Run {
	const run = runOf(world, projectId, trialRecipe(recipe), caps);
	const trial = caps === undefined ? { recipe } : { recipe, caps };
	return { ...run, name: `trial of ${TRIAL_ROWS}, ${run.name}`, trial };
}

/** The run itself, not stored yet. */
export function runOf(
	{ newId, clock }: Pick<ProjectWorld, 'newId' | 'clock'>,
	projectId: ProjectId,
	recipe: Recipe,
	caps?: Caps,
): Run {
	return {
		schema: 1,
		id: newId() as RunId,
		projectId,
		name: `seed ${recipe.seed}, ${recipe.generation.targeting}`,
		recipe,
		iterations: recipe.iterations,
		...(caps === undefined ? {} : { caps }),
		forkedFrom: null,
		state: { kind: 'ready' },
		createdAt: clock(),
	};
}

async function existing(world: ProjectWorld, id: RunId): Promise<Run> {
	const run = await world.store.run(id);
	if (run === undefined)
		throw new AppError('run/unknown', `There is no run ${id} in this browser.`);
	return run;
}

/** A new run that takes over everything up to and with `iteration`, and goes its own way from there. */
export async function forkRun(
	world: ProjectWorld,
	from: RunId,
	fork: { readonly iteration: number; readonly recipe?: Recipe | undefined },
): Promise<RunId> {
	const parent = await existing(world, from);
	if (!Number.isInteger(fork.iteration) || fork.iteration < 0 || fork.iteration > parent.iterations)
		throw new AppError(
			'run/no-iteration',
			`expected an iteration from 0 to ${parent.iterations}, got ${fork.iteration}`,
		);
	const wished = fork.recipe ?? parent.recipe;
	const recipe = { ...wished, seedPools: seedPoolsOf(parent.recipe) };
	const run: Run = {
		...parent,
		id: world.newId() as RunId,
		name: `${parent.name}, from iteration ${fork.iteration}${recipe.seed === parent.recipe.seed ? '' : `, seed ${recipe.seed}`}`,
		recipe,
		iterations: Math.max(recipe.iterations, fork.iteration + 1),
		trial: undefined,
		forkedFrom: { runId: parent.id, iteration: fork.iteration },
		state: { kind: 'ready' },
		createdAt: world.clock(),
	};
	await world.store.putRun(run);
	return run.id;
}

/** Raises the number of iterations; a finished run can go on. */
export async function extendRun(world: ProjectWorld, id: RunId, more: number): Promise<void> {
	if (!Number.isInteger(more) || more < 1)
		throw new AppError('run/no-iteration', `expected 1 or more iterations, got ${more}`);
	const run = await existing(world, id);
	const isOver = run.state.kind === 'finished' || run.state.kind === 'stopped';
	await world.store.putRun({
		...run,
		iterations: run.iterations + more,
		state: isOver ? { kind: 'ready' } : run.state,
	});
}

/** Other caps for a run that nobody carries out. */
export async function changeCaps(world: ProjectWorld, id: RunId, caps: Caps): Promise<void> {
	await world.store.putRun({ ...(await existing(world, id)), caps });
}

/** Another address, model or price for the project's teacher. */
export async function changeTeacher(
	world: ProjectWorld,
	id: ProjectId,
	teacher: TeacherSettings,
): Promise<void> {
	const project = await world.store.project(id);
	if (project !== undefined) await world.store.putProject({ ...project, teacher });
}

/** Notes that the user has the project open. */
export async function openProject(world: ProjectWorld, id: ProjectId): Promise<void> {
	const project = await world.store.project(id);
	if (project !== undefined) await world.store.putProject({ ...project, openedAt: world.clock() });
}
