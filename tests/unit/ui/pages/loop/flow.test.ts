import { expect, test } from 'vitest';
import type { RunState, TrainingJob } from '../../../../../src/core/run.ts';
import { flowOf, type FlowInput } from '../../../../../src/ui/pages/loop/flow.ts';
import { recipeFrom } from '../../../../../src/core/recipe.ts';
import { poolSizes } from '../../../../../src/ui/state/pool-sizes.ts';
import { jobRow, progressRow, reportRow, stageRow } from '../../../../fakes/loop-scene.ts';
import { RUN, runRow, seedRow } from '../../../../fakes/rows.ts';

const input = (state: RunState['kind'], fields: Partial<FlowInput> = {}): FlowInput => ({
	run: runRow(RUN, {
		iterations: 4,
		state: state === 'running' ? { kind: state } : { kind: 'finished', at: 1 },
	}),
	progress: progressRow(),
	stages: [stageRow(2, 'discrimination'), stageRow(2, 'generation'), stageRow(2, 'imitation')],
	reports: [reportRow(1), reportRow(2, { accepted: { hard: 300, easy: 100 } })],
	jobs: [jobRow(2, 188)],
	...fields,
});
const spaced = (text: string) => text.replaceAll('\u00a0', ' ');

test('while scoring, stage 2 is now, the student of the iteration before is tested, stage 3 is to come', () => {
	const { cards, moving } = flowOf(input('running'));
	expect(cards.map(({ standing }) => standing)).toEqual(['done', 'now', 'waiting']);
	expect(cards.map(({ standingText }) => spaced(standingText))).toEqual([
		'4 min 12 s',
		'now, 71 %',
		'to come',
	]);
	expect(cards[1].steps.map(({ label, value, share }) => [label, value, share])).toEqual([
		['teacher answered', '1,800 of 1,800', null],
		['student-2 answered', '1,640 of 1,800', null],
		['referee’s verdicts', '2,560 of 3,600', 2560 / 3600],
	]);
	expect(moving).toEqual({ learn: false, test: true, write: false });
});

test('steps stand as the work flows, whatever was begun first', () => {
	const step = { done: 1, total: 4, failed: 0 };
	const progress = progressRow({
		steps: [
			{ name: 'verdicts', ...step },
			{ name: 'student-answers', ...step },
			{ name: 'teacher-answers', ...step },
		],
	});
	const [, discrimination] = flowOf(input('running', { progress })).cards;
	expect(discrimination.steps.map(({ label }) => label)).toEqual([
		'teacher answered',
		'student-2 answered',
		'referee’s verdicts',
	]);
});

test('the hard share carries its half-width while some are unscored, and none when all are scored', () => {
	const [, part] = flowOf(input('running')).cards;
	expect(spaced(part.split?.hardWords ?? '')).toBe('32.4 % ± 1.4');
	const all = progressRow({ cache: { hard: 600, easy: 1200, unscored: 0 } });
	const [, whole] = flowOf(input('running', { progress: all })).cards;
	expect(spaced(whole.split?.hardWords ?? '')).toBe('33.3 %');
});

test('the Train Pool is filled by what the newest report accepted, the Cache Pool by verdicts', () => {
	const { train, cache } = flowOf(input('running'));
	expect(train.counts).toEqual({ hard: 750, easy: 250, waiting: 0 });
	expect(cache.counts).toEqual({ hard: 412, easy: 861, waiting: 527 });
});

test('seeds have no parents, so that the Train Pool waits before the first report', () => {
	expect(flowOf(input('running', { reports: [] })).train.counts).toEqual({
		hard: 0,
		easy: 0,
		waiting: 1000,
	});
});

test('the test on held-out instructions stands with stage 1', () => {
	const progress = progressRow({
		place: { iteration: 3, stage: 'evaluation' },
		steps: [{ name: 'verdicts', done: 1, total: 4, failed: 0 }],
	});
	const [imitation] = flowOf(input('running', { progress })).cards;
	expect(imitation).toMatchObject({ standing: 'now', standingText: 'testing student-3' });
});

test('a finished run has no stage that is now and no lane that moves', () => {
	const progress = progressRow({ place: { iteration: 2, stage: 'evaluation' } });
	const { cards, moving } = flowOf(input('finished', { progress }));
	expect(cards.map(({ standing }) => standing)).toEqual(['done', 'done', 'done']);
	expect(cards.flatMap(({ steps }) => steps).every(({ share }) => share === null)).toBe(true);
	expect(moving).toEqual({ learn: false, test: false, write: false });
});

test('before the first progress the pools hold the seeds and nothing has been done', () => {
	const nothing = { progress: undefined, stages: [], reports: [], jobs: [] };
	const paper = recipeFrom('paper', { seed: 1, baseId: 'base' });
	const seeds = poolSizes(
		[seedRow(0), seedRow(1, { pool: 'train' }), seedRow(2, { split: 'heldOut', pool: null })],
		{ recipe: paper, forkedFrom: null },
	);
	const flow = flowOf(input('running', { ...nothing, seeds }));
	expect([flow.train.counts, flow.cache.counts]).toEqual([
		{ hard: 0, easy: 0, waiting: 2 },
		{ hard: 0, easy: 0, waiting: 1 },
	]);
	expect(seeds.heldOut).toBe(1);
	expect(flow.cards.map(({ standingText }) => standingText)).toEqual([
		'not yet',
		'not yet',
		'not yet',
	]);
	expect(flow.back).toBe(
		'1,000 new instructions replace the Train Pool, 400 more join the Cache Pool. One mark is 20 instructions.',
	);
});

test('rows left out of training are told with why, in one sentence', () => {
	const noteWith = (fields: Parameters<typeof jobRow>[2]) =>
		flowOf(input('running', { jobs: [jobRow(2, 188, fields)] })).cards[0].note;
	expect(noteWith({ tooLong: 5, cutOff: 4, unanswered: 3 })).toBe(
		'12 left out of training: 5 too long for the student, 4 with an answer cut off, 3 unanswered.',
	);
	expect(noteWith({ unanswered: 1200 })).toBe('1,200 left out of training: unanswered.');
	expect(noteWith({})).toBeNull();
	// A job stored before these were counted.
	const uncounted = { cutOff: undefined, unanswered: undefined };
	const old = { ...jobRow(2, 188, { tooLong: 2 }), ...uncounted } as unknown as TrainingJob;
	const flow = flowOf(input('running', { jobs: [old] }));
	expect(flow.cards[0].note).toBe('2 left out of training: too long for the student.');
});

test('while the base is made ready, stage 1 says so', () => {
	const progress = progressRow({
		place: { iteration: -1, stage: 'prepare' },
		steps: [{ name: 'loading', done: 0, total: null, failed: 0 }],
	});
	const [imitation] = flowOf(input('running', { progress, stages: [], jobs: [] })).cards;
	expect(imitation.standingText).toBe('making the base ready');
	expect(imitation.steps.map(({ label, value }) => [label, value])).toEqual([
		['student loads', 'now'],
	]);
});

test('bytes are told as bytes', () => {
	const progress = progressRow({
		place: { iteration: 0, stage: 'imitation' },
		steps: [{ name: 'loading', done: 1_900_000, total: 3_800_000, failed: 0 }],
	});
	const [imitation] = flowOf(input('running', { progress })).cards;
	expect(spaced(imitation.steps[0]?.value ?? '')).toBe('1.9 MB of 3.8 MB');
});

test('answers of the file are not called the teacher’s', () => {
	const base = input('running');
	const run = { ...base.run, recipe: { ...base.run.recipe, seedAnswers: 'file' as const } };
	const progress = progressRow({
		place: { iteration: 0, stage: 'imitation' },
		steps: [{ name: 'teacher-answers', done: 2, total: 2, failed: 0 }],
	});
	const [live] = flowOf({ ...base, run, progress }).cards;
	expect(live.steps).toMatchObject([{ role: null, label: 'answered by file or teacher' }]);
	const job = { jobs: [jobRow(0, 188)], stages: [stageRow(0, 'imitation')] };
	const judging = progressRow({ place: { iteration: 1, stage: 'discrimination' } });
	const [done] = flowOf({ ...base, ...job, run, progress: judging }).cards;
	expect(done.steps[0]).toMatchObject({ role: null, label: 'answers an epoch', value: '1,500' });
});

test('stages that a fork took over are not told with their time, as if they were its own', () => {
	const base = input('running', { progress: undefined });
	const fork = { ...base.run, id: 'fork' as typeof RUN, forkedFrom: { runId: RUN, iteration: 2 } };
	expect(flowOf({ ...base, run: fork }).cards.map(({ standingText }) => standingText)).toEqual([
		'taken over',
		'taken over',
		'taken over',
	]);
});

test('parents at random are called neither hard nor easy', () => {
	const base = input('finished');
	const generation = { ...base.run.recipe.generation, targeting: 'random' as const };
	const run = { ...base.run, recipe: { ...base.run.recipe, generation } };
	const { cards, train } = flowOf({ ...base, run });
	expect(cards[2].steps.map(({ role, label }) => [role, label])).toEqual([
		[null, 'of the same kind'],
		[null, 'of a rarer kind'],
		[null, 'turned away'],
	]);
	expect(train.counts).toEqual({ hard: 0, easy: 0, waiting: 1000 });
});

test('of an iteration without a hard parent it isn’t said that instructions came from hard ones', () => {
	const difficulty = [{ skill: null, hard: 0, easy: 9, unscored: 0, gap: 0 }];
	const [, , generation] = flowOf(
		input('finished', { reports: [reportRow(2, { difficulty })] }),
	).cards;
	expect(generation.steps.map(({ label }) => label)).toEqual([
		'of the same kind',
		'from easy, rarer',
		'turned away',
	]);
});

test('what an iteration lacks is told with the iteration', () => {
	const reports = [reportRow(2, { shortOf: '12 fewer than wanted: none was new.' })];
	const [, , generation] = flowOf(input('running', { reports })).cards;
	expect(generation.note).toBe('Iteration 2 got 12 fewer than wanted: none was new.');
});

test('a run without iterations promises no new instructions', () => {
	const base = input('running');
	expect(flowOf({ ...base, run: { ...base.run, iterations: 0 } }).back).toMatch(
		/^No iterations after the seeds: nothing new is written\./,
	);
});
