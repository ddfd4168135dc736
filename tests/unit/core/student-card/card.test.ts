import { expect, test } from 'vitest';
import type {
	BenchmarkRow,
	DeviceBenchmark,
} from '../../../../src/core/device-benchmark/benchmark.ts';
import {
	cardScore,
	fastestOf,
	leastMemory,
	speedsOf,
	type StudentCard,
} from '../../../../src/core/student-card/card.ts';
import { cardToJson, cardToMarkdown } from '../../../../src/core/student-card/files.ts';
import type { Score } from '../../../../src/core/run.ts';

const DEVICE = {
	...{ gpu: 'Radeon | x', isGpuReal: true, wasmThreads: 2, isIsolated: true, browser: 'b' },
} as const;

function measured(batch: number, answersPerMinute: number | null, memoryBytes: number | null) {
	return {
		...{ kind: 'measured', engine: 'transformers-wasm', batch },
		figures: {
			...{ loadMs: 812.3, firstTokenMs: 5.5, decodeTokensPerSecond: null, answersPerMinute },
			answersPerMinuteInterval:
				answersPerMinute === null ? null : { low: answersPerMinute - 10, high: 1200.4 },
			...{ overhead: 0, memoryBytes, answers: 96, tokens: 301 },
		},
	} satisfies BenchmarkRow;
}

function benchmark(at: number, id: string | undefined, rows: readonly BenchmarkRow[]) {
	const student = { ...(id === undefined ? {} : { id }), name: 'student-2', bytes: 5 };
	return { schema: 1, at, student, device: DEVICE, isWhole: true, rows } satisfies DeviceBenchmark;
}

test('each engine and batch has its newest measurement, the fastest first', () => {
	const speeds = speedsOf(
		[
			benchmark(3, 's2', [measured(1, 700, 50e6)]),
			benchmark(1, 's2', [measured(1, 900, 10e6), measured(8, 1000, 60e6)]),
		],
		's2',
	);
	expect(speeds.map(({ batch, at, figures }) => [batch, at, figures.answersPerMinute])).toEqual([
		[8, 1, 1000],
		[1, 3, 700],
	]);
	expect(fastestOf(speeds)?.batch).toBe(8);
	expect(leastMemory(speeds)).toBe(50e6);
});

test('measurements of another student, or of one that isn’t named, are not its own', () => {
	const rows = [measured(1, 700, null)];
	expect(speedsOf([benchmark(1, 's1', rows), benchmark(2, undefined, rows)], 's2')).toEqual([]);
});

test('what failed or has no rate is no speed to go by', () => {
	const failed = {
		kind: 'failed',
		...{ engine: 'web-llm', batch: 1, code: 'student/no-device', message: 'no' },
	} as const;
	const speeds = speedsOf([benchmark(1, 's2', [failed, measured(1, null, null)])], 's2');
	expect(speeds).toHaveLength(1);
	expect(fastestOf(speeds)).toBeUndefined();
	expect(leastMemory(speeds)).toBeNull();
});

const SCORE = {
	...{ relative: { value: 62.34, low: 58.1, high: 66.4 }, gain: null, exact: 0.4733 },
	...{ n: 530, unscored: 0, at: Date.UTC(2026, 10, 29) },
};

test('a set of which nothing could be scored gives no score', () => {
	const by = { teacher: 't', referee: 'r' };
	expect(cardScore(undefined, by)).toBeNull();
	expect(cardScore({ ...SCORE, relative: null } as unknown as Score, by)).toBeNull();
	expect(cardScore(SCORE as unknown as Score, by)).toEqual({ ...SCORE, ...by });
});

const CARD: StudentCard = {
	student: {
		...{ id: 's2', name: 'student-2', base: 'retort/practice-student' },
		...{ madeBy: { project: 'a*b\n# c', run: '<img src=x>' }, bytes: 9e6, loadBytes: null },
	},
	score: { ...SCORE, teacher: 'gpt_4', referee: 'judge' },
	speeds: speedsOf([benchmark(Date.UTC(2026, 10, 28), 's2', [measured(8, 1000, 60e6)])], 's2'),
};

test('as Markdown it says score, interval, n, date and what is unknown, and acts on no name', () => {
	const text = cardToMarkdown(CARD);
	expect(text).toContain(
		'**62.3 %** of the points of gpt\\_4 (95 % interval 58.1 to 66.4, n = 530 held-out instructions, both orders, referee judge, 2026-11-29; teacher and referee as the project names them now).',
	);
	expect(text).toContain('made by run \\<img src=x\\> of project a\\*b \\# c.');
	expect(text).toContain('- files: 9.0 MB, of which an engine reads unknown');
	expect(text).toContain(
		'| transformers-wasm | 8 | 1000 (990 to 1200) | unknown | 5.5 | 812 | 96 | 2026-11-28 | Radeon \\| x |',
	);
});

test('what was not measured is said', () => {
	const text = cardToMarkdown({ ...CARD, score: null, speeds: [] });
	expect(text).toContain('Not scored.');
	expect(text).toContain('Not measured.');
	expect(text).toContain('memory of the page while it answers: unknown');
});

test('as JSON it holds everything', () => {
	expect(JSON.parse(cardToJson(CARD, 7))).toEqual({
		...{ format: 'retort-student-card', version: 1, at: 7 },
		...CARD,
	});
});
