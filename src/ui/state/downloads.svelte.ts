/** Models from elsewhere: those here, and downloads that go on while the user looks at other pages. */
import { SvelteMap } from 'svelte/reactivity';
import { modelPlaces } from '../../app/model-places.ts';
import { bring } from '../../app/models/bring.ts';
import { planAgain } from '../../app/models/plan.ts';
import { codeOf } from '../../core/error.ts';
import type { ModelNote, ShelvedModel } from '../../core/models/model-note.ts';
import { Speed } from '../../core/models/speed.ts';
import type { World } from '../world.ts';
import { Again } from './again.svelte.ts';
import { device } from './device.svelte.ts';

export type DownloadProgress = {
	readonly done: number;
	/** null: the server hasn't said. */
	readonly total: number | null;
	readonly bytesPerSecond: number | null;
	readonly secondsLeft: number | null;
};
type Here = Pick<World, 'models' | 'settings' | 'device'>;
/** The second is of a hub that was set after the model was noted. */
const MAY_PASS: ReadonlySet<string> = new Set(['student/fetch-failed', 'hub/unreachable']);
const ASKED_TO_KEEP = 'asked-to-keep';

export class Downloads {
	readonly #again: Again;
	#models = $state.raw<readonly ShelvedModel[]>();
	#failure = $state.raw<unknown>();
	readonly #progress = new SvelteMap<string, DownloadProgress>();
	readonly #failures = new SvelteMap<string, unknown>();
	readonly #going = new SvelteMap<
		string,
		{ readonly stop: AbortController; readonly over: Promise<void> }
	>();

	constructor(again = new Again()) {
		this.#again = again;
	}

	/** undefined: not read yet. */
	get models(): readonly ShelvedModel[] | undefined {
		return this.#models;
	}

	/** Why they can't be listed. */
	get failure(): unknown {
		return this.#failure;
	}

	/** undefined: it isn't being fetched in this tab. */
	progressOf(folder: string): DownloadProgress | undefined {
		return this.#progress.get(folder);
	}

	/** Why its download ended. */
	failureOf(folder: string): unknown {
		return this.#failures.get(folder);
	}

	/** When it is tried again by itself, unix ms; null: when the network is back; undefined: not at all. */
	nextTryOf(folder: string): number | null | undefined {
		return this.#again.nextOf(folder);
	}

	async read({ models }: Pick<Here, 'models'>): Promise<void> {
		try {
			this.#models = await models.list();
			this.#failure = undefined;
		} catch (failure) {
			this.#failure = failure;
			this.#models ??= [];
		}
	}

	/** Fetches what isn't here of it. Settles when that is over; a failure is kept for the page to say. */
	start(here: Here, note: ModelNote): Promise<void> {
		const going = this.#going.get(note.folder);
		if (going !== undefined) return going.over;
		this.#again.stop(note.folder);
		const stop = new AbortController();
		const over = this.#bring(here, note, stop.signal);
		this.#going.set(note.folder, { stop, over });
		return over;
	}

	/** Ends its waiting for another try too. */
	pause(folder: string): void {
		this.#going.get(folder)?.stop.abort();
		if (this.#again.stop(folder)) this.#failures.delete(folder);
	}

	/** With what was voted of it, which nobody could come to any more. */
	async remove({ models, votes }: Pick<World, 'models' | 'votes'>, folder: string): Promise<void> {
		this.pause(folder);
		await this.#going.get(folder)?.over;
		await models.delete(folder);
		await votes.forget(folder);
		this.#failures.delete(folder);
		await this.read({ models });
	}

	async #bring(here: Here, note: ModelNote, signal: AbortSignal): Promise<void> {
		const { folder } = note;
		this.#failures.delete(folder);
		const speed = new Speed();
		let reached = 0;
		try {
			await askToKeep(here);
			// Another tab may be at it: then it is listed already.
			await this.read(here);
			await bring(here, await today(here, note, signal), {
				onBegun: () => this.read(here),
				onBytes: (done, total) => {
					reached = Math.max(reached, done);
					speed.note(performance.now(), done);
					this.#hear(folder, speed, { done, total });
				},
				signal,
			});
		} catch (thrown) {
			if (codeOf(thrown) !== 'aborted') this.#failures.set(folder, thrown);
			if (MAY_PASS.has(codeOf(thrown)))
				this.#again.wait(folder, reached, () => void this.start(here, note));
		} finally {
			this.#going.delete(folder);
			this.#progress.delete(folder);
			await this.read(here);
		}
	}

	#hear(folder: string, speed: Speed, here: Pick<DownloadProgress, 'done' | 'total'>): void {
		this.#progress.set(folder, {
			...here,
			bytesPerSecond: speed.bytesPerSecond,
			secondsLeft: speed.secondsLeft(here.total),
		});
	}
}

/** A mirror may have been set since it was noted. */
async function today(
	{ models, settings }: Here,
	note: ModelNote,
	signal: AbortSignal,
): Promise<ModelNote> {
	const published = await models.published();
	const places = await modelPlaces(settings, published);
	return planAgain({ models }, note, { places, published, signal });
}

/** Once in this browser: what was fetched shouldn't vanish when the disk fills; where it says no, Settings can ask again. */
async function askToKeep({ settings, device: check }: Here): Promise<void> {
	if ((await settings.get(ASKED_TO_KEEP)) !== undefined) return;
	await settings.set(ASKED_TO_KEEP, 'yes');
	await device.persist(check);
}

export const downloads = new Downloads();
