/** Measurements of this device: the one under way, and those that are kept in this browser. */
import {
	measureDevice,
	type MeasurableEngine,
	type MeasuringStep,
	type MeasuringWorld,
} from '../../app/measure-device.ts';
import type { Settings } from '../../app/ports/settings.ts';
import {
	withBenchmark,
	type BenchmarkDevice,
	type BenchmarkRow,
	type DeviceBenchmark,
} from '../../core/device-benchmark/benchmark.ts';
import { benchmarksFromJson, benchmarksToJson } from '../../core/device-benchmark/files.ts';
import type { StudentSource } from '../../core/student.ts';

export type Measuring =
	| { readonly kind: 'idle' }
	| {
			readonly kind: 'running';
			readonly at: Extract<MeasuringStep, { kind: 'at' }> | null;
			readonly rows: readonly BenchmarkRow[];
	  }
	| { readonly kind: 'failed'; readonly error: unknown };

export type MeasuringOrder = {
	readonly student: DeviceBenchmark['student'] & { readonly source: StudentSource };
	readonly engines: readonly MeasurableEngine[];
	readonly device: () => Promise<BenchmarkDevice>;
	/** Unix ms. */
	readonly at: number;
};

type Store = Pick<Settings, 'get' | 'set'>;
const NAME = 'device-benchmarks';

export class DeviceBenchmarks {
	#measuring = $state.raw<Measuring>({ kind: 'idle' });
	/** undefined: not read yet. */
	#kept = $state.raw<readonly DeviceBenchmark[] | undefined>();
	#unreadable = $state.raw<unknown>();
	#stopping = new AbortController();
	readonly #store: Store;
	readonly #world: MeasuringWorld;

	constructor(store: Store, world: MeasuringWorld) {
		this.#store = store;
		this.#world = world;
	}

	get measuring(): Measuring {
		return this.#measuring;
	}
	/** Newest first; undefined: not read yet. */
	get kept(): readonly DeviceBenchmark[] | undefined {
		return this.#kept;
	}
	/** Why those that were kept can't be shown; undefined: they can. */
	get unreadable(): unknown {
		return this.#unreadable;
	}

	async read(): Promise<void> {
		try {
			const text = await this.#store.get(NAME);
			this.#kept = text === undefined ? [] : benchmarksFromJson(text);
		} catch (error) {
			this.#unreadable = error;
			this.#kept = [];
		}
	}

	/** Measures, and keeps what was measured, all of it or as much as there was when it was cancelled. */
	async measure(order: MeasuringOrder): Promise<void> {
		const stopping = new AbortController();
		this.#stopping = stopping;
		let rows: readonly BenchmarkRow[] = [];
		this.#measuring = { kind: 'running', at: null, rows };
		try {
			const device = await order.device();
			const { source, ...student } = order.student;
			try {
				for await (const step of measureDevice(
					source,
					order.engines,
					this.#world,
					stopping.signal,
				)) {
					if (step.kind === 'row') rows = [...rows, step.row];
					this.#measuring = { kind: 'running', at: step.kind === 'at' ? step : null, rows };
				}
			} catch (error) {
				if (!stopping.signal.aborted) throw error;
			}
			const isWhole = !stopping.signal.aborted;
			if (rows.length > 0)
				await this.#keep({ schema: 1, at: order.at, student, device, isWhole, rows });
			this.#measuring = { kind: 'idle' };
		} catch (error) {
			this.#measuring = { kind: 'failed', error };
		}
	}

	cancel(): void {
		this.#stopping.abort();
	}

	/** A failure is told by `measuring`. */
	async forget(at: number): Promise<void> {
		try {
			await this.#change((kept) => kept.filter((one) => one.at !== at));
		} catch (error) {
			this.#measuring = { kind: 'failed', error };
		}
	}

	async #keep(one: DeviceBenchmark): Promise<void> {
		await this.#change((kept) => withBenchmark(kept, one));
	}

	/** Of what is kept now: another tab may have measured meanwhile. */
	async #change(
		change: (kept: readonly DeviceBenchmark[]) => readonly DeviceBenchmark[],
	): Promise<void> {
		const kept = change(readable(await this.#store.get(NAME)) ?? this.#kept ?? []);
		// Shown even where there is no room to keep it.
		this.#kept = kept;
		await this.#store.set(NAME, benchmarksToJson(kept));
	}
}

/** undefined: they can't be read, which was said when the page opened; the next ones take their place. */
function readable(text: string | undefined): readonly DeviceBenchmark[] | undefined {
	try {
		return text === undefined ? [] : benchmarksFromJson(text);
	} catch {
		return undefined;
	}
}
