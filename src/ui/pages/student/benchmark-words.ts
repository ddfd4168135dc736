/** Measurements of a device in words and numbers. */
import type { MeasuringStep } from '../../../app/measure-device.ts';
import type { DeviceFacts } from '../../../app/world-ports.ts';
import type {
	BenchmarkDevice,
	BenchmarkFigures,
	DeviceBenchmark,
} from '../../../core/device-benchmark/benchmark.ts';
import type { StudentDevice } from '../../../core/student.ts';
import { bytes, count, decimal, duration, percent, plural, UNKNOWN } from '../../parts/format.ts';

const ENGINES: Readonly<Record<string, string>> = {
	'transformers-wasm': 'transformers.js on WebAssembly',
	'transformers-wasm-workers': 'transformers.js on WebAssembly, several cores',
	'transformers-webgpu': 'transformers.js on WebGPU',
	'web-llm': 'web-llm on WebGPU',
};

/** 'transformers.js on WebAssembly'; an engine of another version by its id. */
export function engineName(id: string): string {
	return ENGINES[id] ?? id;
}

/** Why it isn't measured unasked; null: it is. */
export function engineNote(device: StudentDevice, { webgpu }: DeviceFacts): string | null {
	if (device === 'wasm') return null;
	if (webgpu === null) return 'this browser has no WebGPU';
	return webgpu.real ? null : `${webgpu.adapter} is no graphics processor: slow, many minutes`;
}

const DOING = {
	load: 'loading the student',
	'first-token': 'waiting for first tokens',
	answers: 'answering instructions',
	memory: 'asking the browser for its memory, which can take half a minute',
} as const satisfies Record<Extract<MeasuringStep, { kind: 'at' }>['doing'], string>;

/** "2 of 6: transformers.js on WebAssembly, 8 at once: answering instructions". */
export function stepWords({
	cell,
	done,
	of,
	doing,
}: Extract<MeasuringStep, { kind: 'at' }>): string {
	const which = `${engineName(cell.engine)}, ${batchWords(cell.batch)}`;
	return `${count(done + 1)} of ${count(of)}: ${which}: ${DOING[doing]}`;
}

export function batchWords(batch: number): string {
	return batch === 1 ? 'one by one' : `${count(batch)} at once`;
}

const known = (value: number | null, words: (value: number) => string) =>
	value === null ? UNKNOWN : words(value);
/** A number of three digits or so. */
const fine = (value: number) => decimal(value, value < 9.95 ? 1 : 0);

/** In the order of the table's columns. */
export function figureCells(figures: BenchmarkFigures): readonly string[] {
	return [
		duration(figures.loadMs / 1000),
		known(figures.firstTokenMs, (ms) => (ms < 999.5 ? `${fine(ms)}\u00a0ms` : duration(ms / 1000))),
		known(figures.decodeTokensPerSecond, fine),
		known(figures.answersPerMinute, count),
		known(figures.overhead, (share) => percent(share * 100)),
		bytes(figures.memoryBytes),
	];
}

/** "SwiftShader, no graphics processor; 2 threads". */
export function deviceWords({ gpu, isGpuReal, wasmThreads, isIsolated }: BenchmarkDevice): string {
	const graphics =
		gpu === null ? 'no WebGPU' : isGpuReal ? gpu : `${gpu}, which is no graphics processor`;
	const threads = plural(wasmThreads, 'thread');
	return `${graphics}; WebAssembly may use ${threads}${isIsolated ? '' : ', the page is not isolated'}`;
}

export function benchmarkDevice(
	{ webgpu, wasmThreads, isolated }: DeviceFacts,
	browser: string,
): BenchmarkDevice {
	return {
		gpu: webgpu?.adapter ?? null,
		isGpuReal: webgpu?.real ?? false,
		wasmThreads,
		isIsolated: isolated,
		browser,
	};
}

/** A name for its files: "device-practice-student-2026-11-29". */
export function fileStem({ at, student }: DeviceBenchmark): string {
	return `device ${student.name} ${new Date(at).toISOString().slice(0, 10)}`;
}
