/** The project whose pools a chat's questions are added to: the student's own, else the one chosen or last opened. */
import type { AddedRow, PoolEdits, PoolMirror } from '../../app/pool-ports.ts';
import { firstValue } from '../../app/live.ts';
import type { Library } from '../../app/ports/library.ts';
import { addInstruction, type AddOutcome, takeBack } from '../../app/save-instruction.ts';
import { whileFollowed } from '../../app/while-followed.ts';
import type { ProjectId } from '../../core/id.ts';
import type { Project } from '../../core/project.ts';
import type { Run } from '../../core/run.ts';
import { newest } from './current.svelte.ts';
import { live, type LiveValue } from './live.svelte.ts';
import type { PoolPlace } from './pool-adding.svelte.ts';
import { poolScope } from './pool-scope.ts';

type Made = { readonly project: Project; readonly run: Run };
export type PoolTargetWorld = {
	readonly library: Pick<Library, 'projects' | 'runs' | 'run'>;
	readonly pools: PoolMirror;
	readonly poolEdits: PoolEdits;
};

export class PoolTarget {
	readonly #world: PoolTargetWorld;
	readonly #made: () => Made | undefined;
	readonly #projects: LiveValue<readonly Project[]>;
	#chosen = $state.raw<ProjectId>();

	/** Call it while a component initialises. `made`: what the student comes from; undefined: of no project. */
	constructor(world: PoolTargetWorld, made: () => Made | undefined) {
		this.#world = world;
		this.#made = made;
		this.#projects = live(world.library.projects());
	}

	/** undefined: there is none. */
	get project(): Project | undefined {
		const all = this.#projects.value ?? [];
		const own = this.#made()?.project;
		return (
			own ?? all.find(({ id }) => id === this.#chosen) ?? newest(all, ({ openedAt }) => openedAt)
		);
	}

	/** The projects to choose from; none where there is nothing to choose. */
	get choices(): readonly Project[] {
		const all = this.#projects.value ?? [];
		return this.#made() !== undefined || all.length < 2 ? [] : all;
	}

	choose(id: ProjectId): void {
		this.#chosen = id;
	}

	/** undefined: there is no project. Rejects with what `addInstruction` throws. */
	async add(instruction: string): Promise<(AddOutcome & PoolPlace) | undefined> {
		const { project } = this;
		if (project === undefined) return undefined;
		const { library, pools: mirror, poolEdits: edits } = this.#world;
		const run = this.#made()?.run ?? (await this.#newestRun(project));
		const scope = await poolScope(library, project.id, run);
		const outcome = await whileFollowed(mirror, scope, () =>
			addInstruction({ mirror, edits }, project.id, { instruction, input: '' }),
		);
		return { ...outcome, project, run: run?.id ?? null };
	}

	takeBack(added: AddedRow): Promise<void> {
		return takeBack(this.#world.poolEdits, added);
	}

	async #newestRun({ id }: Project): Promise<Run | undefined> {
		return newest(await firstValue(this.#world.library.runs(id)), ({ createdAt }) => createdAt);
	}
}
