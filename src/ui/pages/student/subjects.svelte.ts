/** All students that can be asked, live: those of runs, those beside the app, those brought from elsewhere, those at endpoints. */
import type { Project } from '../../../core/project.ts';
import type { Run } from '../../../core/run.ts';
import type { Student } from '../../../core/student.ts';
import { newest } from '../../state/current.svelte.ts';
import { downloads } from '../../state/downloads.svelte.ts';
import { endpointList } from '../../state/endpoint-list.svelte.ts';
import { live, type LiveValue } from '../../state/live.svelte.ts';
import type { World } from '../../world.ts';
import { broughtSubject } from './brought.ts';
import {
	chosenSubject,
	groupsOf,
	shippedSubject,
	type LocalSubject,
	type Subject,
	type SubjectGroup,
} from './catalogue.ts';
import { endpointSubject } from './endpoint.ts';

export class Subjects {
	readonly #projects: LiveValue<readonly Project[]>;
	readonly #runs: LiveValue<readonly Run[]>;
	readonly #students: LiveValue<readonly Student[]>;
	#shipped = $state.raw<readonly LocalSubject[] | undefined>();
	#shippedFailure = $state.raw<unknown>();

	/** Call it while a component initialises. */
	constructor(world: Pick<World, 'library' | 'shipped' | 'models' | 'settings'>) {
		this.#projects = live(world.library.projects());
		this.#runs = live(world.library.runs(null));
		this.#students = live(world.library.students(null));
		world.shipped().then(
			(found) => (this.#shipped = found.map(shippedSubject)),
			(failure: unknown) => {
				this.#shippedFailure = failure;
				this.#shipped = [];
			},
		);
		void downloads.read(world);
		void endpointList.read(world);
	}

	get failure(): unknown {
		return this.#projects.failure ?? this.#runs.failure ?? this.#students.failure;
	}

	/** Those that ship with the app; none where they can't be found. */
	get shipped(): readonly LocalSubject[] {
		return this.#shipped ?? [];
	}

	get shippedFailure(): unknown {
		return this.#shippedFailure;
	}

	/** Of each run, the newest first; undefined until all students have been read. */
	get groups(): readonly SubjectGroup[] | undefined {
		const projects = this.#projects.value;
		const runs = this.#runs.value;
		const students = this.#students.value;
		const shipped = this.#shipped;
		if (!projects || !runs || !students || !shipped) return undefined;
		if (!downloads.models || !endpointList.all) return undefined;
		return groupsOf({ projects, runs, students, shipped });
	}

	/** All that no run made: beside the app, then from elsewhere, then at endpoints. */
	get others(): readonly Subject[] {
		const brought = (downloads.models ?? []).flatMap((model) => broughtSubject(model) ?? []);
		return [...this.shipped, ...brought, ...(endpointList.all ?? []).map(endpointSubject)];
	}

	/** The one that the address names, or the likeliest; undefined: there is none, or not all are read. */
	chosen(named: { readonly student: string | null; readonly run: string | null }) {
		const { groups } = this;
		if (groups === undefined) return undefined;
		const project = newest(this.#projects.value ?? [], ({ openedAt }) => openedAt)?.id;
		return chosenSubject({ ...named, project }, groups, this.others);
	}
}
