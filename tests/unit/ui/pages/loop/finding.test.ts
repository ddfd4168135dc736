import { describe, expect, test } from 'vitest';
import type { RunState } from '../../../../../src/core/run.ts';
import { findingOf } from '../../../../../src/ui/pages/loop/finding.ts';
import { around, progressRow, scoreRow } from '../../../../fakes/loop-scene.ts';
import { RUN, runRow } from '../../../../fakes/rows.ts';

const runIn = (state: RunState, fields = {}) => runRow(RUN, { iterations: 3, state, ...fields });
const running = runIn({ kind: 'running' });
const said = (finding: ReturnType<typeof findingOf>) =>
	finding.sentence
		.map(({ text }) => text)
		.join('')
		.replaceAll('\u00a0', ' ');

describe('the finding of a run', () => {
	test('before the start says what is planned, and that nothing was asked', () => {
		const finding = findingOf({ run: runIn({ kind: 'ready' }), progress: undefined, scores: [] });
		expect(said(finding)).toBe('3 iterations planned; nothing has been asked yet.');
		expect(finding.why).toBe(
			'Each iteration tests the student, then writes new instructions: 1,000 to train on and 400 to test on.',
		);
	});

	test('before the start says how many calls it will be', () => {
		const seeds = { train: 2500, cache: 1000, heldOut: 1590, unnamed: 0 };
		const run = runIn({ kind: 'ready' });
		expect(findingOf({ run, progress: undefined, scores: [], seeds }).why).toMatch(
			/^About 38,440 calls to the teacher\. /,
		);
		const fork = { ...run, forkedFrom: { runId: RUN, iteration: 1 } };
		expect(findingOf({ run: fork, progress: undefined, scores: [], seeds }).why).toMatch(
			/^At most /,
		);
	});

	test('of a fork names the iteration it goes on from, and counts those after it', () => {
		const run = runIn({ kind: 'ready' }, { forkedFrom: { runId: RUN, iteration: 2 } });
		expect(said(findingOf({ run, progress: undefined, scores: [] }))).toMatch(
			/^1 iteration planned/,
		);
		expect(said(findingOf({ run, progress: undefined, scores: [] }))).toContain(
			'planned after iteration 2 of the run it comes from',
		);
	});

	test('without a score says what is being done', () => {
		const progress = progressRow({ place: { iteration: 0, stage: 'imitation' } });
		expect(said(findingOf({ run: running, progress, scores: [] }))).toBe(
			'The teacher answers the seeds; the student learns from them first.',
		);
	});

	test('of a run on the seeds alone promises no iterations', () => {
		const run = runIn({ kind: 'ready' }, { iterations: 0 });
		expect(findingOf({ run, progress: undefined, scores: [] }).why).toBe(
			'The student learns from the seeds only.',
		);
	});

	test('of seeds that the file answers does not say that the teacher answers them', () => {
		const progress = progressRow({ place: { iteration: 0, stage: 'imitation' } });
		const run = { ...running, recipe: { ...running.recipe, seedAnswers: 'file' as const } };
		expect(said(findingOf({ run, progress, scores: [] }))).toBe(
			'The student learns from the file’s answers to the seeds first.',
		);
	});

	test('with one score says it with its interval, without a gain', () => {
		const finding = findingOf({
			run: running,
			progress: progressRow(),
			scores: [scoreRow(-1, 45.6, { unscored: 4 })],
		});
		expect(said(finding)).toBe(
			'Before it learns, the base student reaches 45.6 % ± 3.2 of the teacher.',
		);
		expect(finding.why).toBe(
			'Measured on 1,590 held-out instructions, which are never trained on (4 unscored, in no mean).',
		);
		expect(finding.sentence.filter(({ aside }) => aside)).toHaveLength(1);
	});

	test('with two scores compares them and calls an interval above 0 a real gain', () => {
		const scores = [scoreRow(2, 63.9), scoreRow(1, 58.7)];
		const finding = findingOf({ run: running, progress: progressRow(), scores });
		expect(said(finding)).toBe(
			'The student reaches 63.9 % ± 3.2 of the teacher, up from 58.7 % ± 3.2 one iteration ago.',
		);
		expect(finding.why).toBe(
			'A real gain: +5.2 points (2.5–7.9) on the same 1,590 held-out instructions.',
		);
		expect(finding.suggestsStop).toBe(false);
	});

	test('compares student-0 with what was there before it learnt', () => {
		const scores = [scoreRow(-1, 22.1), scoreRow(0, 31.9)];
		expect(said(findingOf({ run: running, progress: progressRow(), scores }))).toMatch(
			/up from 22\.1 % ± 3\.2 before it learnt\.$/,
		);
	});

	test('suggests stopping when the interval of the last gain holds 0', () => {
		const scores = [scoreRow(1, 58.7), scoreRow(2, 59.2, { gain: around(0.5, 1.5) })];
		const finding = findingOf({ run: running, progress: progressRow(), scores });
		expect(finding.why).toMatch(/^The gain may be 0: \+0\.5 points \(−1\.0 to 2\.0\)/);
		expect(finding.suggestsStop).toBe(true);
	});

	test('says that nothing changed where both numbers are written the same', () => {
		const scores = [scoreRow(0, 79), scoreRow(1, 79.01, { gain: around(0.01, 0.4) })];
		expect(said(findingOf({ run: running, progress: progressRow(), scores }))).toBe(
			'The student reaches 79.0 % ± 3.2 of the teacher, the same as one iteration ago.',
		);
	});

	test('calls a loss a loss', () => {
		const scores = [scoreRow(1, 58.7), scoreRow(2, 50, { gain: around(-8.7, 2) })];
		const finding = findingOf({ run: running, progress: progressRow(), scores });
		expect(said(finding)).toContain('down from 58.7 %');
		expect(finding.why).toMatch(/^A real loss: −8\.7 points/);
	});

	test('ignores development scores and scores without a value', () => {
		const scores = [
			scoreRow(-1, 45.6),
			scoreRow(0, 99, { set: 'development' }),
			scoreRow(1, 99, { relative: null }),
		];
		expect(said(findingOf({ run: running, progress: progressRow(), scores }))).toMatch(/45\.6 %/);
	});

	test('at the end leads from the first to the last student', () => {
		const scores = [-1, 0, 1].map((iteration) => scoreRow(iteration, 45 + 6 * (iteration + 1)));
		const finding = findingOf({
			run: runIn({ kind: 'finished', at: 1 }),
			progress: progressRow(),
			scores,
		});
		expect(said(finding)).toBe(
			'student-1 reaches 57.0 % ± 3.2 of the teacher; it began at 45.0 % ± 3.2.',
		);
		expect(finding.why).toMatch(/a real gain, so another iteration may still pay/);
	});

	test('of a run stopped before any score blames nobody and says what is kept', () => {
		const finding = findingOf({
			run: runIn({ kind: 'stopped', at: 1 }),
			progress: undefined,
			scores: [],
		});
		expect(said(finding)).toBe('The run ended before a student was scored.');
	});
});
