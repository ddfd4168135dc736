/** Votes in IndexedDB: a person's work, so each waits for the disk. */
import type { Live } from '../../app/ports/live.ts';
import type { NewId } from '../../app/ports/system.ts';
import type { Votes } from '../../app/ports/votes.ts';
import type { Vote } from '../../core/vote.ts';
import type { Database } from './database.ts';
import { live } from './live.ts';
import { inStorage } from './storage-error.ts';

export class IndexedDbVotes implements Votes {
	readonly #database: Database;
	readonly #newId: NewId;

	constructor(database: Database, newId: NewId) {
		this.#database = database;
		this.#newId = newId;
	}

	all(): Live<readonly Vote[]> {
		return live(async () => {
			const votes = await this.#database.relaxed.votes.toArray();
			return votes.sort((one, other) => one.at - other.at);
		});
	}

	async add(vote: Omit<Vote, 'schema' | 'id'>): Promise<Vote> {
		const id = `${vote.projectId ?? 'browser'}/vote/${this.#newId()}`;
		const kept: Vote = { schema: 1, id, ...vote };
		await inStorage(() => this.#database.strict.votes.add(kept));
		return kept;
	}

	async delete(ids: readonly string[]): Promise<void> {
		await inStorage(() => this.#database.strict.votes.bulkDelete([...ids]));
	}
	async forget(studentId: string): Promise<void> {
		const isAbout = ({ left, right }: Vote) =>
			[left.studentId, right.studentId].includes(studentId);
		await inStorage(() => this.#database.strict.votes.filter(isAbout).delete());
	}
}
