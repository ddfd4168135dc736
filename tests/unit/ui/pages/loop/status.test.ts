import { expect, test } from 'vitest';
import type { RunState } from '../../../../../src/core/run.ts';
import { currentStep, statusOf } from '../../../../../src/ui/pages/loop/status.ts';
import { progressRow } from '../../../../fakes/loop-scene.ts';
import { RUN, runRow } from '../../../../fakes/rows.ts';

const AT = Date.UTC(2026, 10, 24, 12);
const status = (
	state: RunState,
	holder: 'here' | 'elsewhere' | 'nobody' = 'here',
	progress = progressRow(),
) => statusOf(runRow(RUN, { iterations: 4, state }), progress, holder, AT);

test('a running run says its place, how far the step is and how long it takes', () => {
	const { mark, headline, details } = status({ kind: 'running' });
	expect({ mark, headline }).toEqual({
		mark: 'running',
		headline: 'Iteration 3 of 4, stage 2: scoring',
	});
	expect(details.join('; ').replaceAll('\u00a0', ' ')).toBe(
		'2,560 of 3,600 verdicts; 3 min 40 s left in this stage, about 9 min in the run',
	);
});

test('the base is no iteration, and the seeds are none either', () => {
	const placed = (iteration: number) =>
		status({ kind: 'running' }, 'here', progressRow({ place: { iteration, stage: 'evaluation' } }))
			.headline;
	expect(placed(-1)).toBe('Base, test on held-out instructions');
	expect(placed(0)).toBe('Seeds, test on held-out instructions');
});

test('a run that nobody carries out is not shown as running', () => {
	expect(status({ kind: 'running' }, 'nobody').mark).toBe('waiting');
	expect(status({ kind: 'running' }, 'elsewhere').details).toContain(
		'carried out by another tab; watching live',
	);
});

test('a run that can’t reach whom it needs is shown as waiting, since when, and where it is', () => {
	const waiting = { for: 'teacher', since: AT, because: 'no network' } as const;
	const progress = progressRow({ waiting });
	expect(status({ kind: 'running' }, 'here', progress)).toMatchObject({
		mark: 'warn',
		headline: expect.stringMatching(/^Waiting for the teacher since /) as string,
		details: ['Iteration 3 of 4, stage 2: scoring', '2,560 of 3,600 verdicts'],
	});
	expect(status({ kind: 'running' }, 'nobody', progress).headline).toMatch(/going on$/);
});

test.each([
	['user', 'paused', /^Paused by you at /],
	['step', 'paused', /^Paused after one stage at /],
	['trouble', 'failed', /^In trouble since /],
] as const)('a pause by %s says by whom', (by, mark, headline) => {
	const found = status({ kind: 'paused', by, code: null, because: '', at: AT });
	expect(found.mark).toBe(mark);
	expect(found.headline).toMatch(headline);
});

test('before the first progress a run is not started; with progress it can go on', () => {
	const run = runRow(RUN, { iterations: 4 });
	expect(statusOf(run, undefined, 'nobody', AT).headline).toBe('Not started');
	expect(statusOf(run, progressRow(), 'nobody', AT).headline).toBe('Ready to go on');
});

test('the current step is the furthest under way, failures counted as through', () => {
	const step = (name: 'teacher-answers' | 'verdicts', done: number, failed = 0) => ({
		name,
		done,
		total: 10,
		failed,
	});
	expect(currentStep([step('teacher-answers', 4), step('verdicts', 1)])?.name).toBe('verdicts');
	expect(currentStep([step('teacher-answers', 4), step('verdicts', 0)])?.name).toBe(
		'teacher-answers',
	);
	expect(currentStep([step('teacher-answers', 8, 2), step('verdicts', 0)])?.name).toBe('verdicts');
	expect(currentStep([])).toBeUndefined();
});

test('a run that has not begun says how many iterations it has before it, and how many new ones each', () => {
	const words = (fields: Parameters<typeof runRow>[1], generation: object = {}) => {
		const run = runRow(RUN, { iterations: 4, ...fields });
		const recipe = { ...run.recipe, generation: { ...run.recipe.generation, ...generation } };
		return statusOf({ ...run, recipe }, undefined, 'nobody', AT).details[0];
	};
	expect(words({})).toBe('recipe: 4 iterations, 1,400 new instructions each');
	expect(words({ forkedFrom: { runId: RUN, iteration: 3 } })).toBe(
		'recipe: 1 iteration, 1,400 new instructions each',
	);
	expect(words({}, { newPerIteration: 0 })).toBe('recipe: 4 iterations, 0 new instructions each');
	expect(words({ iterations: 0 })).toBe('recipe: the seeds only');
});

test('while the student is loaded, the teacher is not said to answer', () => {
	const progress = progressRow({
		place: { iteration: 0, stage: 'imitation' },
		steps: [{ name: 'loading', done: 0, total: null, failed: 0 }],
	});
	expect(status({ kind: 'running' }, 'here', progress).headline).toBe(
		'Seeds, stage 1: loading the student',
	);
});

test.each([
	[{ secondsLeftInStage: null, secondsLeft: null }, 'time left not known yet'],
	[
		{ secondsLeftInStage: 220, secondsLeft: null },
		'3 min 40 s left in this stage, in the run not known yet',
	],
])('time that can’t be told is said to be unknown: %o', (time, words) => {
	const { details } = status({ kind: 'running' }, 'here', progressRow(time));
	expect(details.map((one) => one.replaceAll('\u00a0', ' '))).toContain(words);
});
