/** Votes in memory. */
import type { Votes } from '../../src/app/ports/votes.ts';
import type { Vote } from '../../src/core/vote.ts';
import { LiveCell } from './live-cell.ts';

export class MemoryVotes implements Votes {
	readonly cell = new LiveCell<readonly Vote[]>([]);
	/** Thrown by the next writing. */
	refusal: Error | undefined;
	#ids = 0;

	all(): LiveCell<readonly Vote[]> {
		return this.cell;
	}

	add(vote: Omit<Vote, 'schema' | 'id'>): Promise<Vote> {
		const { refusal } = this;
		this.refusal = undefined;
		if (refusal !== undefined) return Promise.reject(refusal);
		const id = `${vote.projectId ?? 'browser'}/vote/m${String(this.#ids++)}`;
		const kept: Vote = { schema: 1, id, ...vote };
		this.cell.set([...this.cell.value, kept]);
		return Promise.resolve(kept);
	}

	delete(ids: readonly string[]): Promise<void> {
		this.cell.set(this.cell.value.filter(({ id }) => !ids.includes(id)));
		return Promise.resolve();
	}
	forget(studentId: string): Promise<void> {
		const about = this.cell.value.filter(({ left, right }) =>
			[left.studentId, right.studentId].includes(studentId),
		);
		return this.delete(about.map(({ id }) => id));
	}
}
