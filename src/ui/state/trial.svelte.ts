/** The trial of a run that is being set up: the project that it imported, how far it is, what it measured. */
import type { BegunRun } from '../../app/begin-run.ts';
import type { Library } from '../../app/ports/library.ts';
import type { RunId } from '../../core/id.ts';
import { type Measures, NOTHING_MEASURED } from '../../core/plan/measures.ts';
import type { RunProgress } from '../../core/progress.ts';
import type { Run, RunState } from '../../core/run.ts';
import { LiveValue } from './live.svelte.ts';

type Reading = Pick<Library, 'run' | 'progress' | 'measures'>;
/** What a project was imported from, and with whom it was tried; both as text to compare. */
export type TrialMark = { readonly file: string; readonly asked: string };

export class Trial {
	readonly #run = new LiveValue<Run | undefined>();
	readonly #progress = new LiveValue<RunProgress | undefined>();
	#begun = $state.raw<(BegunRun & { readonly mark: TrialMark }) | null>(null);
	#hasFailed = $state(false);
	#measures = $state.raw<Measures>(NOTHING_MEASURED);
	#following: { unsubscribe(): void } | undefined;

	/** null: none was begun. */
	get id(): RunId | null {
		return this.#begun?.run ?? null;
	}

	/** Undefined before it is known. */
	get state(): RunState | undefined {
		return this.#begun === null ? undefined : this.#run.value?.state;
	}

	/** From the press of the button to its end. */
	get isUnderWay(): boolean {
		const kind = this.state?.kind ?? 'ready';
		return this.#begun !== null && (kind === 'running' || (kind === 'ready' && !this.#hasFailed));
	}

	get progress(): RunProgress | undefined {
		return this.#progress.value;
	}

	/** What was measured with these; nothing where the file, a teacher or the base is another one now. */
	measuresOf({ file, asked }: TrialMark): Measures {
		const isSame = this.#begun?.mark.file === file && this.#begun.mark.asked === asked;
		return isSame ? this.#measures : NOTHING_MEASURED;
	}

	/** Follows a trial from now on; what it has measured is read whenever it comes to rest. */
	follow(library: Reading, begun: BegunRun, mark: TrialMark): void {
		this.close();
		this.#begun = { ...begun, mark };
		this.#measures = NOTHING_MEASURED;
		this.#hasFailed = false;
		this.#run.follow(library.run(begun.run));
		this.#progress.follow(library.progress(begun.run));
		this.#following = library.run(begun.run).subscribe((run) => {
			const kind = run?.state.kind ?? 'ready';
			if (kind !== 'ready' && kind !== 'running') void this.#measure(library, begun.run);
		});
	}

	/** It could not be begun. */
	failed(): void {
		this.#hasFailed = true;
	}

	async #measure(library: Reading, run: RunId): Promise<void> {
		const measures = await library.measures(run);
		if (this.id === run) this.#measures = measures;
	}

	close(): void {
		this.#following?.unsubscribe();
		this.#run.close();
		this.#progress.close();
	}
}
