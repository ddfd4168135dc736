/** When downloads that broke off are tried again by themselves: after growing pauses, and at once when the network is back. */
import { SvelteMap } from 'svelte/reactivity';
import { Breaks } from '../../core/models/breaks.ts';

/** An hour in all for a server in trouble, while the browser stays online; what brings bytes begins them anew. */
const PAUSES_MS = [15e3, 30e3, 60e3, 120e3, 300e3, 600e3, 900e3, 1800e3];

export class Again {
	readonly #pausesMs: readonly number[];
	readonly #next = new SvelteMap<string, number | null>();
	readonly #breaks = new SvelteMap<string, Breaks>();
	readonly #stops = new SvelteMap<string, () => void>();

	constructor(pausesMs: readonly number[] = PAUSES_MS) {
		this.#pausesMs = pausesMs;
	}

	/** Unix ms; null: only when the network is back; undefined: it isn't waited for. */
	nextOf(folder: string): number | null | undefined {
		return this.#next.get(folder);
	}

	/** `reached`: bytes that the last try ended with. */
	wait(folder: string, reached: number, retry: () => void): void {
		this.stop(folder);
		const breaks = this.#breaks.get(folder) ?? new Breaks(0);
		this.#breaks.set(folder, breaks);
		const pauseMs = this.#pausesMs[breaks.note(reached)];
		const go = () => {
			this.stop(folder);
			retry();
		};
		const timer = pauseMs === undefined ? undefined : setTimeout(go, pauseMs);
		addEventListener('online', go);
		this.#stops.set(folder, () => {
			clearTimeout(timer);
			removeEventListener('online', go);
		});
		this.#next.set(folder, pauseMs === undefined ? null : Date.now() + pauseMs);
	}

	/** Whether it was waited for. */
	stop(folder: string): boolean {
		this.#stops.get(folder)?.();
		this.#stops.delete(folder);
		return this.#next.delete(folder);
	}
}
