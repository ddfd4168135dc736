/** Votes of blind comparisons, kept in this browser. */
import type { Vote } from '../../core/vote.ts';
import type { Live } from './live.ts';

export interface Votes {
	/** Of all projects and of none, oldest first. */
	all(): Live<readonly Vote[]>;
	/** On disk when it resolves; returns the vote as it is kept. */
	add(vote: Omit<Vote, 'schema' | 'id'>): Promise<Vote>;
	/** Ids that aren't there are left alone. */
	delete(ids: readonly string[]): Promise<void>;
	/** Deletes all votes about a student, `VoteSide.studentId`. */
	forget(studentId: string): Promise<void>;
}
