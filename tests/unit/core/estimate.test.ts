import { describe, expect, test } from 'vitest';
import { secondsLeft } from '../../../src/core/estimate.ts';
import { RunBook } from '../../../src/core/loop/run-book.ts';
import { stageEntryId, type StageEntry, type StagePlace } from '../../../src/core/run.ts';
import { PROJECT, RUN, runRow } from '../../fakes/rows.ts';

const entry = (place: StagePlace, seconds: number, finishedAt: number | null = 1): StageEntry => ({
	schema: 1,
	id: stageEntryId(RUN, place),
	projectId: PROJECT,
	runId: RUN,
	...place,
	startedAt: 0,
	finishedAt,
	seconds,
});
const bookOf = (...stages: readonly StageEntry[]) =>
	new RunBook([runRow()], {
		...{ instructions: [], answers: [], verdicts: [], rejections: [], students: [] },
		...{ scores: [], stages, jobs: [], reports: [] },
	});
const here = { iteration: 1, stage: 'evaluation' } as const;
const rate = (left: number | null, perSecond: number) => ({ left, perSecond });

describe('the time left in a stage', () => {
	test.each([
		['what is left over the rate', [rate(30, 2)], 15],
		['that of the slowest of the steps side by side', [rate(30, 2), rate(10, 0.5)], 20],
		['nothing for a step that is through', [rate(30, 2), rate(0, 0)], 15],
		['unknown while a step has no rate', [rate(30, 2), rate(5, 0)], null],
		['unknown while nobody knows how much is left', [rate(30, 2), rate(null, 1)], null],
		['unknown without steps', [], null],
	])('is %s', (_, rates, seconds) => {
		expect(secondsLeft(bookOf(), { iterations: 1 }, here, rates).secondsLeftInStage).toBe(seconds);
	});
});

describe('the time left in a run', () => {
	const done = [
		entry({ iteration: 0, stage: 'imitation' }, 500),
		entry({ iteration: 1, stage: 'imitation' }, 100),
		entry({ iteration: 0, stage: 'evaluation' }, 7),
		entry({ iteration: 1, stage: 'discrimination' }, 20),
		entry({ iteration: 1, stage: 'generation' }, 60),
	];

	test('adds what each later stage took the last time', () => {
		expect(secondsLeft(bookOf(...done), { iterations: 2 }, here, [rate(30, 2)])).toEqual({
			secondsLeftInStage: 15,
			secondsLeft: 15 + 20 + 60 + 100 + 7,
		});
	});

	test('of a trial ends with its generation', () => {
		const trial = { recipe: runRow().recipe };
		const at = { iteration: 1, stage: 'discrimination' } as const;
		const { secondsLeft: left } = secondsLeft(
			bookOf(...done),
			{ iterations: 1, trial },
			...([at, [rate(30, 2)]] as const),
		);
		expect(left).toBe(15 + 60);
	});

	test('is that of the stage in the last one', () => {
		expect(secondsLeft(bookOf(), { iterations: 1 }, here, [rate(30, 2)]).secondsLeft).toBe(15);
	});

	test('is unknown until each kind of stage to come was finished once', () => {
		const open = entry({ iteration: 1, stage: 'generation' }, 60, null);
		const book = bookOf(...done.filter(({ stage }) => stage !== 'generation'), open);
		expect(secondsLeft(book, { iterations: 2 }, here, [rate(30, 2)])).toEqual({
			secondsLeftInStage: 15,
			secondsLeft: null,
		});
		expect(
			secondsLeft(bookOf(...done), { iterations: 2 }, null, [rate(30, 2)]).secondsLeft,
		).toBeNull();
	});
});
