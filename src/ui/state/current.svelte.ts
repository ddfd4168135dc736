/** The project and run that the user is at: those of the address, else those last opened. */
import type { Library } from '../../app/ports/library.ts';
import type { ProjectId, RunId } from '../../core/id.ts';
import type { Project } from '../../core/project.ts';
import type { Run } from '../../core/run.ts';
import { live, type LiveValue } from './live.svelte.ts';

/** What the address names. */
type Address = { readonly project: string | undefined; readonly run: string | undefined };

export class Current {
	#projects: LiveValue<readonly Project[]>;
	#runs: LiveValue<readonly Run[]>;
	#address: () => Address;

	/** Call it while a component initialises. */
	constructor(library: Pick<Library, 'projects' | 'runs'>, address: () => Address) {
		this.#projects = live(library.projects());
		this.#runs = live(library.runs(null));
		this.#address = address;
	}

	get project(): Project | undefined {
		const named = this.#runOfAddress()?.projectId ?? this.#address().project;
		const projects = this.#projects.value ?? [];
		return projects.find(({ id }) => id === named) ?? newest(projects, ({ openedAt }) => openedAt);
	}

	get run(): Run | undefined {
		const projectId = this.project?.id;
		const runs = (this.#runs.value ?? []).filter((run) => run.projectId === projectId);
		return this.#runOfAddress() ?? newest(runs, ({ createdAt }) => createdAt);
	}

	/** For links: `run` of the open project. */
	get place(): { readonly project: ProjectId | undefined; readonly run: RunId | undefined } {
		return { project: this.project?.id, run: this.run?.id };
	}

	/** The runs that are being carried out, in this tab or another. */
	get underWay(): readonly Run[] {
		return (this.#runs.value ?? []).filter(({ state }) => state.kind === 'running');
	}

	#runOfAddress(): Run | undefined {
		const { run } = this.#address();
		return this.#runs.value?.find(({ id }) => id === run);
	}
}

/** The one with the greatest `by`; undefined of none. */
export function newest<T>(list: readonly T[], by: (one: T) => number): T | undefined {
	return list.toSorted((a, b) => by(b) - by(a))[0];
}
