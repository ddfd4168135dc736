/** Measurements of a device as files: JSON with everything, CSV with a line for each cell. */
import { csvCell } from '../formats/csv-cell.ts';
import { AppError } from '../error.ts';
import type { BenchmarkFigures, BenchmarkRow, DeviceBenchmark } from './benchmark.ts';

const FORMAT = 'retort-device-benchmark';

export function benchmarksToJson(benchmarks: readonly DeviceBenchmark[]): string {
	return `${JSON.stringify({ format: FORMAT, version: 1, benchmarks }, null, '\t')}\n`;
}

/** The inverse of `benchmarksToJson`; throws AppError 'benchmark/unreadable'. */
export function benchmarksFromJson(text: string): readonly DeviceBenchmark[] {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (cause) {
		throw unreadable('JSON', { cause });
	}
	const { format, benchmarks } = (value ?? {}) as { format?: unknown; benchmarks?: unknown };
	if (format !== FORMAT || !Array.isArray(benchmarks)) throw unreadable(`the format ${FORMAT}`);
	if (!benchmarks.every(isBenchmark)) throw unreadable('measurements of schema 1');
	return benchmarks;
}

function unreadable(expected: string, options?: { readonly cause: unknown }): AppError {
	return new AppError(
		'benchmark/unreadable',
		`the kept measurements of this device: expected ${expected}, got something else`,
		options,
	);
}

function isBenchmark(value: unknown): value is DeviceBenchmark {
	const one = (value ?? {}) as Partial<DeviceBenchmark>;
	return one.schema === 1 && typeof one.at === 'number' && Array.isArray(one.rows);
}

const FIGURES = [
	'loadMs',
	'firstTokenMs',
	'decodeTokensPerSecond',
	'answersPerMinute',
	'overhead',
	'memoryBytes',
	'answers',
	'tokens',
] as const satisfies readonly (keyof BenchmarkFigures)[];
const HEAD = [
	...['at', 'student', 'gpu', 'wasmThreads', 'browser', 'engine', 'batch'],
	...FIGURES,
	...['answersPerMinuteLow', 'answersPerMinuteHigh', 'failure'],
];

/** A head, then a line for each cell; what is unknown is empty. Times in UTC. */
export function benchmarksToCsv(benchmarks: readonly DeviceBenchmark[]): string {
	const lines = benchmarks.flatMap((benchmark) =>
		benchmark.rows.map((row) => [...placeOf(benchmark), ...cellsOfRow(row)]),
	);
	return [HEAD, ...lines].map((cells) => `${cells.map(cellText).join(',')}\r\n`).join('');
}

type Cell = string | number | null | undefined;

function placeOf({ at, student, device }: DeviceBenchmark): Cell[] {
	return [new Date(at).toISOString(), student.name, device.gpu, device.wasmThreads, device.browser];
}

function cellsOfRow(row: BenchmarkRow): Cell[] {
	const figures = row.kind === 'measured' ? row.figures : undefined;
	return [
		row.engine,
		row.batch,
		...FIGURES.map((name) => figures?.[name]),
		figures?.answersPerMinuteInterval?.low,
		figures?.answersPerMinuteInterval?.high,
		row.kind === 'failed' ? row.code : null,
	];
}

function cellText(value: Cell): string {
	// Six significant digits are more than a clock gives.
	return typeof value === 'number' ? String(Number(value.toPrecision(6))) : csvCell(value ?? '');
}
