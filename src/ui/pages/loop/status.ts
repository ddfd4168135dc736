/** The line above the finding: what the run does now, how far it is, how long it still needs. */
import type { RunProgress, StepProgress, Waiting } from '../../../core/progress.ts';
import { assertNever } from '../../../core/error.ts';
import { quotaOf } from '../../../core/loop/candidates.ts';
import type { Run, StageName, StagePlace } from '../../../core/run.ts';
import { count, duration, money, moment, plural } from '../../parts/format.ts';

export type Status = {
	readonly mark: 'running' | 'paused' | 'done' | 'waiting' | 'failed' | 'warn';
	readonly headline: string;
	readonly details: readonly string[];
};
/** Who carries the run out: this tab, another one, or nobody. */
export type Holder = 'here' | 'elsewhere' | 'nobody';

/** The status of a run whose worker is `holder`'s; `now` in Unix ms. */
export function statusOf(
	run: Run,
	progress: RunProgress | undefined,
	holder: Holder,
	now: number,
): Status {
	const { state } = run;
	switch (state.kind) {
		case 'ready':
			return {
				mark: 'waiting',
				headline: progress === undefined ? 'Not started' : 'Ready to go on',
				details: [recipeWords(run)],
			};
		case 'running':
			return runningStatus(run, progress, holder, now);
		case 'paused':
			return pausedStatus(run, state, progress, now);
		case 'stopped':
		case 'finished': {
			const verb = state.kind === 'stopped' ? 'Stopped' : 'Finished';
			return {
				mark: 'done',
				headline: `${verb} at ${moment(state.at, now)}`,
				details: sumWords(run, progress),
			};
		}
		default:
			return assertNever(state);
	}
}

/** "Iteration 3 of 4, stage 2: scoring"; iteration 0 is the seeds. */
function placeWords(place: StagePlace, iterations: number, step?: StepProgress): string {
	if (place.stage === 'prepare') return 'Making the base student ready';
	return `${iterationWords(place.iteration, iterations)}, ${workWords(place.stage, step)}`;
}

function workWords(stage: Exclude<StageName, 'prepare'>, step: StepProgress | undefined): string {
	switch (stage) {
		case 'imitation':
			return `stage 1: ${IMITATION_WORDS[step?.name ?? ''] ?? 'the teacher answers'}`;
		case 'evaluation':
			return 'test on held-out instructions';
		case 'discrimination':
			return `stage 2: ${step?.name === 'verdicts' ? 'scoring' : 'answering'}`;
		case 'generation':
			return 'stage 3: writing new instructions';
	}
}

const IMITATION_WORDS: Readonly<Record<string, string>> = {
	training: 'training',
	loading: 'loading the student',
};

function iterationWords(iteration: number, iterations: number): string {
	if (iteration < 0) return 'Base';
	return iteration === 0 ? 'Seeds' : `Iteration ${String(iteration)} of ${String(iterations)}`;
}

/** The step that is at work: of those under way the furthest on, else the first that isn't through, else the last. */
export function currentStep(steps: readonly StepProgress[]): StepProgress | undefined {
	const open = steps.filter(({ done, failed, total }) => total === null || done + failed < total);
	return open.findLast(({ done }) => done > 0) ?? open[0] ?? steps.at(-1);
}

function runningStatus(
	run: Run,
	progress: RunProgress | undefined,
	holder: Holder,
	now: number,
): Status {
	const place = progress?.place ?? null;
	const step = currentStep(progress?.steps ?? []);
	const headline = place === null ? 'Starting' : placeWords(place, run.iterations, step);
	const waiting = waitingFor(run, progress, holder);
	if (waiting !== null)
		return {
			mark: 'warn',
			headline: `Waiting for the ${waiting.for} since ${moment(waiting.since, now)}`,
			details: [headline, ...stepWords(step)],
		};
	const details = [...stepWords(step), ...timeWords(progress)];
	if (holder === 'elsewhere') details.push('carried out by another tab; watching live');
	if (holder === 'nobody') return { mark: 'waiting', headline: `${headline}, going on`, details };
	return { mark: 'running', headline, details };
}

/** Whom a run under way can't reach. */
export function waitingFor(
	{ state }: Run,
	progress: RunProgress | undefined,
	holder: Holder,
): Waiting | null {
	return state.kind === 'running' && holder !== 'nobody' ? (progress?.waiting ?? null) : null;
}

function pausedStatus(
	run: Run,
	state: Extract<Run['state'], { kind: 'paused' }>,
	progress: RunProgress | undefined,
	now: number,
): Status {
	const place = progress?.place ?? null;
	const step = currentStep(progress?.steps ?? []);
	const details =
		place === null ? [] : [placeWords(place, run.iterations, step), ...stepWords(step)];
	const at = moment(state.at, now);
	switch (state.by) {
		case 'user':
			return { mark: 'paused', headline: `Paused by you at ${at}`, details };
		case 'step':
			return { mark: 'paused', headline: `Paused after one stage at ${at}`, details };
		case 'trouble':
			return { mark: 'failed', headline: `In trouble since ${at}`, details };
	}
}

function stepWords(step: StepProgress | undefined): string[] {
	if (step === undefined || (step.done === 0 && step.total === null)) return [];
	const of = step.total === null ? count(step.done) : `${count(step.done)} of ${count(step.total)}`;
	return [`${of} ${STEP_NOUNS[step.name]}`];
}

function timeWords(progress: RunProgress | undefined): string[] {
	const stage = progress?.secondsLeftInStage ?? null;
	const whole = progress?.secondsLeft ?? null;
	if (stage === null) return ['time left not known yet'];
	const inRun = whole === null ? 'in the run not known yet' : `about ${duration(whole)} in the run`;
	return [`${duration(stage)} left in this stage, ${inRun}`];
}

function recipeWords({ iterations, recipe, forkedFrom }: Run): string {
	const { hard, easy } = quotaOf(recipe);
	const left = iterations - (forkedFrom?.iteration ?? 0);
	if (left === 0) return 'recipe: the seeds only';
	return `recipe: ${plural(left, 'iteration')}, ${count(hard + easy)} new instructions each`;
}

function sumWords({ iterations }: Run, progress: RunProgress | undefined): string[] {
	if (progress === undefined) return [];
	const calls = Object.values(progress.calls).reduce((sum, of) => sum + of, 0);
	const cost = progress.costNanoUsd === null ? [] : [money(progress.costNanoUsd)];
	return [plural(iterations, 'iteration'), plural(calls, 'call'), ...cost];
}

/** What each step counts. */
const STEP_NOUNS: Readonly<Record<StepProgress['name'], string>> = {
	'teacher-answers': 'teacher answers',
	'student-answers': 'student answers',
	verdicts: 'verdicts',
	candidates: 'new instructions',
	skills: 'skills named',
	training: 'training steps',
	loading: 'bytes loaded',
};
