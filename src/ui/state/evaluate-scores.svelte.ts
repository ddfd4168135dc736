/** The scores of all runs of a project, live. */
import { onDestroy } from 'svelte';
import type { Library } from '../../app/ports/library.ts';
import type { RunId } from '../../core/id.ts';
import type { Score } from '../../core/run.ts';
import { LiveValue } from './live.svelte.ts';

type Followed = { readonly run: RunId; readonly scores: LiveValue<readonly Score[]> };

export class EvaluateScores {
	#followed = $state.raw<readonly Followed[]>([]);
	readonly #library: Pick<Library, 'scores'>;

	/** Call it while a component initialises. */
	constructor(library: Pick<Library, 'scores'>) {
		this.#library = library;
		onDestroy(() => {
			for (const { scores } of this.#followed) scores.close();
		});
	}

	/** Follows these runs; those followed already go on. */
	follow(runs: readonly RunId[]): void {
		const known = this.#followed;
		if (runs.length === known.length && known.every(({ run }) => runs.includes(run))) return;
		for (const { run, scores } of known) if (!runs.includes(run)) scores.close();
		this.#followed = runs.map(
			(run) =>
				known.find((one) => one.run === run) ?? {
					run,
					scores: new LiveValue(this.#library.scores(run)),
				},
		);
	}

	/** undefined until every run has been read. */
	get all(): readonly Score[] | undefined {
		const read = this.#followed.map(({ scores }) => scores.value);
		if (read.some((scores) => scores === undefined)) return undefined;
		return read.flatMap((scores) => scores ?? []);
	}

	get failure(): unknown {
		return this.#followed.find(({ scores }) => scores.failure !== undefined)?.scores.failure;
	}
}
