import { describe, expect, test } from 'vitest';
import {
	withBenchmark,
	type DeviceBenchmark,
} from '../../../../src/core/device-benchmark/benchmark.ts';
import {
	benchmarksFromJson,
	benchmarksToCsv,
	benchmarksToJson,
} from '../../../../src/core/device-benchmark/files.ts';
import { codeOf } from '../../../../src/core/error.ts';

const MEASURED: DeviceBenchmark = {
	schema: 1,
	at: Date.UTC(2026, 10, 29, 16, 20),
	student: { name: 'Practice student', bytes: 4_934_321 },
	device: {
		...{ gpu: null, isGpuReal: false, wasmThreads: 2, isIsolated: true },
		browser: 'Mozilla/5.0 (X11; Linux x86_64), "quoted"',
	},
	isWhole: true,
	rows: [
		{
			...{ kind: 'measured', engine: 'transformers-wasm', batch: 8 },
			figures: {
				...{ loadMs: 812.3456789, firstTokenMs: 5.5, decodeTokensPerSecond: null },
				...{ answersPerMinuteInterval: { low: 6500, high: 6811.5 } },
				...{ answersPerMinute: 6652.4, overhead: -0.0123, memoryBytes: null },
				...{ answers: 96, tokens: 301 },
			},
		},
		{
			...{ kind: 'failed', engine: 'transformers-webgpu', batch: 1 },
			...{ code: 'student/no-device', message: '=no adapter' },
		},
	],
};

describe('as JSON', () => {
	test('what is written is read again, the same', () => {
		expect(benchmarksFromJson(benchmarksToJson([MEASURED]))).toEqual([MEASURED]);
	});

	test.each([
		['no JSON', '{'],
		['another file', '{"format":"retort-project"}'],
		['no list', '{"format":"retort-device-benchmark","benchmarks":{}}'],
		['a newer schema', '{"format":"retort-device-benchmark","benchmarks":[{"schema":2}]}'],
		['nothing', 'null'],
	])('%s is refused by name', (_what, text) => {
		const reading = () => benchmarksFromJson(text);
		expect(reading).toThrow(/expected .+, got something else/);
		try {
			reading();
		} catch (thrown) {
			expect(codeOf(thrown)).toBe('benchmark/unreadable');
		}
	});
});

test('as CSV it has a line for each case, the unknown left empty and numbers left numbers', () => {
	const [head, one, other, end] = benchmarksToCsv([MEASURED]).split('\r\n');
	expect(head).toBe(
		'at,student,gpu,wasmThreads,browser,engine,batch,loadMs,firstTokenMs,decodeTokensPerSecond,' +
			'answersPerMinute,overhead,memoryBytes,answers,tokens,' +
			'answersPerMinuteLow,answersPerMinuteHigh,failure',
	);
	const place =
		'2026-11-29T16:20:00.000Z,Practice student,,2,"Mozilla/5.0 (X11; Linux x86_64), ""quoted"""';
	expect(one).toBe(`${place},transformers-wasm,8,812.346,5.5,,6652.4,-0.0123,,96,301,6500,6811.5,`);
	expect(other).toBe(`${place},transformers-webgpu,1,,,,,,,,,,,student/no-device`);
	expect(end).toBe('');
});

test('a name that a spreadsheet would carry out is text', () => {
	const named = { ...MEASURED, student: { name: '=1+1', bytes: null } };
	expect(benchmarksToCsv([named])).toContain(",'=1+1,");
});

test('the twenty newest are kept, newest first', () => {
	let kept: readonly DeviceBenchmark[] = [];
	for (let at = 1; at <= 25; at++) kept = withBenchmark(kept, { ...MEASURED, at });
	expect(kept.map(({ at }) => at)).toEqual(Array.from({ length: 20 }, (_, place) => 25 - place));
});
