/** The run engine: carries out one run at a time in a worker of its own, where no hidden tab slows it. */
import * as projects from '../../src/app/projects.ts';
import { pausedByUser, troubleOf } from '../../src/app/run/carry-out.ts';
import { watchReply } from '../../src/app/watched-call.ts';
import { clock } from '../../src/adapters/system/clock.ts';
import { digest } from '../../src/adapters/system/digest.ts';
import { newId } from '../../src/adapters/system/new-id.ts';
import type { Caps } from '../../src/core/budget.ts';
import type { CallRequest } from '../../src/core/call.ts';
import { AppError, codeOf } from '../../src/core/error.ts';
import type { ProjectId, RunId } from '../../src/core/id.ts';
import { chosenTeacher, type Project } from '../../src/core/project.ts';
import { serve } from '../rpc/serve.ts';
import { holdProject } from './project-lock.ts';
import type { RunApi } from './protocol.ts';
import { scorePairOf } from './score-pair.ts';
import { openShop, type Shop } from './shop.ts';
import { Sitting, type Evaluation, type Mode } from './sitting.ts';

const shop = openShop(() => {
	// A tab with newer code has taken the database over: this one must not write on.
	void sitting?.pause();
});
// The first call that needs it reports why it couldn't be opened.
shop.catch(() => undefined);

let sitting: Sitting | undefined;
const watchers = new Set<() => void>();

function seat(next: Sitting | undefined): void {
	sitting = next;
	for (const tell of watchers) tell();
}

let turn: Promise<unknown> = Promise.resolve();

/** One after the other: a pause that follows a start finds it seated. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
	const result = turn.then(work);
	turn = result.catch(() => undefined);
	return result;
}

async function start(run: RunId, mode: Exclude<Mode, Evaluation> | 'resume'): Promise<undefined> {
	if (sitting?.run.id === run && !sitting.isEvaluation) return undefined;
	const { store } = await shop;
	if (mode === 'resume' && (await store.run(run))?.state.kind !== 'running') return undefined;
	await sit(run, mode === 'resume' ? 'all' : mode).catch(async (thrown: unknown) => {
		const found = await store.run(run);
		if (found !== undefined && codeOf(thrown).startsWith('teacher/'))
			await store.putRun({ ...found, state: troubleOf(thrown, clock()) });
		throw thrown;
	});
	return undefined;
}

async function evaluate(run: RunId, evaluation: Evaluation): Promise<undefined> {
	const seated = await inTurn(() => sit(run, evaluation));
	const ended = await seated.over;
	if (ended.kind === 'paused' && ended.by === 'trouble' && ended !== seated.run.state)
		throw new AppError(ended.code ?? 'run/unknown-trouble', ended.because);
	return undefined;
}

/** Takes the project's lock and begins; throws 'run/unknown', 'run/busy', 'run/held-elsewhere', 'teacher/key-missing'. */
async function sit(run: RunId, mode: Mode): Promise<Sitting> {
	const { store, ...rest } = await shop;
	const found = await store.run(run);
	const project = found === undefined ? undefined : await store.project(found.projectId);
	if (found === undefined || project === undefined)
		throw new AppError('run/unknown', `There is no run ${run} in this browser.`);
	if (sitting !== undefined) throw new AppError('run/busy', busyWords(sitting, run));
	const release = await holdProject(project.id);
	try {
		const teacher = rest.teacherOf(project);
		const shopOfRun = { store, ...rest } satisfies Shop;
		const next = new Sitting(shopOfRun, { project, run: found, teacher, mode });
		seat(next);
		void next.over.finally(() => {
			release();
			seat(undefined);
		});
		return next;
	} catch (thrown) {
		release();
		throw thrown;
	}
}

function busyWords({ isEvaluation, run }: Sitting, wanted: RunId): string {
	if (isEvaluation) return 'A student is being evaluated in this tab. Pause that first, or wait.';
	return run.id === wanted
		? 'This run is under way. Its students can be evaluated when it rests.'
		: 'Another run is under way in this tab. Pause it first.';
}

/** Pauses the run; stopping also ends one that isn't under way. */
async function rest(run: RunId, how: 'pause' | 'stop'): Promise<undefined> {
	if (sitting?.run.id === run) {
		const { isEvaluation } = sitting;
		await sitting[how]();
		if (!isEvaluation) return undefined;
	}
	const { store } = await shop;
	const found = await store.run(run);
	if (found === undefined || (how === 'pause' && found.state.kind !== 'running')) return undefined;
	// Marked as running, but nobody carries it out: it was interrupted. Another tab's run can't be paused from here.
	const release = await holdProject(found.projectId);
	const at = clock();
	const state = how === 'stop' ? ({ kind: 'stopped', at } as const) : pausedByUser(at);
	await store.putRun({ ...found, state }).finally(release);
	return undefined;
}

/** In the sitting that is under way, or in the row of a run that rests. */
async function changeCaps(run: RunId, caps: Caps): Promise<undefined> {
	const { store } = await shop;
	const under = sitting;
	if (under?.run.id === run) {
		await under.changeCaps(store, caps);
		return undefined;
	}
	const found = await store.run(run);
	const isOurs = found !== undefined && under?.run.projectId === found.projectId;
	// Another tab's worker would write the run over with the caps that it knows.
	const release = found === undefined || isOurs ? undefined : await holdProject(found.projectId);
	await projects.changeCaps(await world(), run, caps).finally(release);
	return undefined;
}

/** Through the schedule of the run, so that both keep to the teacher's limits and the chat goes first. */
async function* chat(
	id: ProjectId,
	request: CallRequest,
	signal: AbortSignal,
): AsyncGenerator<string, undefined, void> {
	const { ledger, schedules, teacherOf } = await shop;
	const project = await projectOf(id);
	const settings = chosenTeacher(project);
	const endpoint = settings.kind === 'openai' ? settings.endpoint : undefined;
	const schedule = schedules.of(settings);
	const world = { ledger, digest, clock, schedule, projectId: id, prices: settings.prices };
	const teacher = teacherOf(project);
	return yield* watchReply({ ...world, teacher }, { ...request, endpoint }, signal);
}

/** Throws 'project/unknown'. */
async function projectOf(id: ProjectId): Promise<Project> {
	const project = await (await shop).store.project(id);
	if (project === undefined) throw new AppError('project/unknown', `There is no project ${id}.`);
	return project;
}

async function* watch(signal: AbortSignal): AsyncGenerator<RunId | null, undefined, void> {
	for (;;) {
		const changed = new Promise<void>((resolve) => {
			watchers.add(resolve);
			signal.addEventListener('abort', () => {
				resolve();
			});
		});
		yield sitting?.run.id ?? null;
		await changed;
		watchers.clear();
		if (signal.aborted) return undefined;
	}
}

async function world(): Promise<projects.ProjectWorld> {
	return { store: (await shop).store, clock, newId };
}

serve<RunApi>({
	start: ({ run, mode }) => inTurn(() => start(run, mode)),
	evaluate: ({ run, ...evaluation }) => evaluate(run, evaluation),
	pause: ({ run }) => inTurn(() => rest(run, 'pause')),
	stop: ({ run }) => inTurn(() => rest(run, 'stop')),
	giveKey: async ({ slot, key }) => {
		(await shop).giveKey(slot, key);
		return undefined;
	},
	chat: ({ project, request }, signal) => chat(project, request, signal),
	scorePair: async ({ project, pair }, signal) =>
		scorePairOf(await shop, await projectOf(project), pair, signal),
	watch: (_, signal) => watch(signal),
	createPractice: async (plan) => projects.createPractice(await world(), plan),
	newRun: async ({ project, recipe, ...options }) =>
		projects.newRun(await world(), project, recipe, options),
	changeCaps: ({ run, caps }) => inTurn(() => changeCaps(run, caps)),
	forkRun: async ({ run, ...fork }) => projects.forkRun(await world(), run, fork),
	extendRun: async ({ run, more }) => {
		await projects.extendRun(await world(), run, more);
		return undefined;
	},
	changeTeacher: async ({ project, teacher }) => {
		await projects.changeTeacher(await world(), project, teacher);
		return undefined;
	},
	openProject: async ({ project }) => {
		await projects.openProject(await world(), project);
		return undefined;
	},
});
