/** Keys of teachers, in this tab's memory and nowhere else. */
import type { ProjectId } from '../../core/id.ts';

export class KeyRing {
	readonly #keys = new Map<ProjectId, string>();

	/** All of them, for a worker that has none. */
	all(): readonly (readonly [ProjectId, string])[] {
		return [...this.#keys];
	}

	has(project: ProjectId): boolean {
		return this.#keys.has(project);
	}

	get(project: ProjectId): string | undefined {
		return this.#keys.get(project);
	}

	keep(project: ProjectId, key: string): void {
		this.#keys.set(project, key);
	}
}
