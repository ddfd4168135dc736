/** Why candidates were turned away, in words, most frequent first. */
import type { RejectionReason } from '../../../core/generation/filters.ts';
import type { IterationReport } from '../../../core/run.ts';

export type RejectionRow = {
	readonly reason: RejectionReason;
	readonly words: string;
	readonly count: number;
	/** Of all turned away, 0–1. */
	readonly share: number;
};

export const REJECTION_WORDS: Readonly<Record<RejectionReason, string>> = {
	'not-novel': 'too similar to one that is there',
	unreadable: 'no instruction could be read',
	'call-failed': 'the call failed',
	'cut-off': 'stopped by length',
	empty: 'empty',
	'mentions-instruction': 'says “instruction”',
	'too-short': 'three words or fewer',
	'starts-with-punctuation': 'starts with punctuation',
	'starts-non-ascii': 'starts outside ASCII',
};

/** The reasons of one report, or of all reports together. */
export function rejectionRows(reports: readonly IterationReport[]): RejectionRow[] {
	const counts = new Map<RejectionReason, number>();
	for (const { rejected } of reports)
		for (const reason of Object.keys(rejected) as RejectionReason[])
			counts.set(reason, (counts.get(reason) ?? 0) + (rejected[reason] ?? 0));
	const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
	return [...counts]
		.filter(([, count]) => count > 0)
		.map(([reason, count]) => ({
			reason,
			words: REJECTION_WORDS[reason],
			count,
			share: count / total,
		}))
		.sort((one, other) => other.count - one.count);
}

export function rejectionTotal({ rejected }: IterationReport): number {
	return Object.values(rejected).reduce((sum, count) => sum + count, 0);
}
