/** How fast a student is on a device: what is measured of it, on which engine and in which batch. */

import type { Interval } from '../metrics/estimate.ts';

/** What is measured by itself. */
export type BenchmarkCell = {
	/** 'transformers-wasm' and the like. */
	readonly engine: string;
	/** Prompts answered at once. */
	readonly batch: number;
};

/** Measured from where the answers are read; null: it could not be measured, and is unknown. */
export type BenchmarkFigures = {
	/** From asking for the student until it was ready, in ms. */
	readonly loadMs: number;
	/** From asking a batch until the first answer of one token is there, in ms; the median. */
	readonly firstTokenMs: number | null;
	/** Tokens a second after the first ones, all rows of a batch together, by the engine's own time. */
	readonly decodeTokensPerSecond: number | null;
	readonly answersPerMinute: number | null;
	/**
	 * Of that rate, 95 %: by the time that equal parts of the answers took. null: fewer than two parts, or no bound; absent in
	 * measurements of earlier versions.
	 */
	readonly answersPerMinuteInterval?: Interval | null;
	/** Time beside that in which the network computes, as a share of it: 0.02 is 2 %. */
	readonly overhead: number | null;
	/** Of the page and its workers once all was answered: WebAssembly gives nothing back. Without the GPU's. */
	readonly memoryBytes: number | null;
	/** Answers that the rate was measured on, and their tokens. */
	readonly answers: number;
	readonly tokens: number;
};

export type BenchmarkRow = BenchmarkCell &
	(
		| { readonly kind: 'measured'; readonly figures: BenchmarkFigures }
		| { readonly kind: 'failed'; readonly code: string; readonly message: string }
	);

/** What the measurement ran on; null: unknown. */
export type BenchmarkDevice = {
	/** The GPU as the browser names it; null: there is none. */
	readonly gpu: string | null;
	/** false: a program on the CPU in place of a GPU. */
	readonly isGpuReal: boolean;
	readonly wasmThreads: number;
	readonly isIsolated: boolean;
	/** As the browser calls itself. */
	readonly browser: string;
};

export type DeviceBenchmark = {
	readonly schema: 1;
	/** Unix ms of its beginning; no two have the same. */
	readonly at: number;
	readonly student: {
		/** In the address of the Student page; absent in measurements of earlier versions. */
		readonly id?: string;
		readonly name: string;
		readonly bytes: number | null;
	};
	readonly device: BenchmarkDevice;
	/** Some cells are missing: it was cancelled. */
	readonly isWhole: boolean;
	readonly rows: readonly BenchmarkRow[];
};

/** The cells, engine by engine, small batches first. */
export function cellsOf(
	engines: readonly { readonly id: string; readonly batches: readonly number[] }[],
): readonly BenchmarkCell[] {
	return engines.flatMap(({ id, batches }) =>
		batches.toSorted((one, other) => one - other).map((batch) => ({ engine: id, batch })),
	);
}

/** Measurements that are kept at most: the newest. */
const KEPT = 20;

/** Newest first, the new one among them. */
export function withBenchmark(
	kept: readonly DeviceBenchmark[],
	one: DeviceBenchmark,
): readonly DeviceBenchmark[] {
	return [one, ...kept].toSorted((a, b) => b.at - a.at).slice(0, KEPT);
}
