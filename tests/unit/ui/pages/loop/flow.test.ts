import { expect, test } from 'vitest';
import type { RunState } from '../../../../../src/core/run.ts';
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
