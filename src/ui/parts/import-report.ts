/** What became of the rows of an imported file, in words. */
import type { ImportReport } from '../../core/project.ts';
import { count, plural } from './format.ts';

/** What became of the rows, a sentence each. `answered`: rows that came with an answer; null: not counted. */
export function reportSentences(report: ImportReport, answered: number | null): readonly string[] {
	const { laterTurns = 0, systemPrompts = 0 } = report;
	return [
		`${plural(report.rows, 'row')}: ${count(report.accepted)} usable, of which ${count(report.heldOut)} are held out for scoring and never trained on.`,
		...(answered === null ? [] : [`${count(answered)} came with an answer.`]),
		...(report.setAside > 0
			? [`${count(report.setAside)} are set aside, too close to a held-out one.`]
			: []),
		...(report.duplicates > 0
			? [`${plural(report.duplicates, 'exact repeat is', 'exact repeats are')} folded.`]
			: []),
		...(laterTurns > 0
			? [
					`${plural(laterTurns, 'conversation goes', 'conversations go')} on after the first reply: the rest is left out.`,
				]
			: []),
		...(systemPrompts > 0
			? [`${plural(systemPrompts, 'system prompt is', 'system prompts are')} left out.`]
			: []),
	];
}

/** Rows that could not be used, by reason, the most frequent first; reports of before reasons were counted name every row. */
export function refusalCounts({
	refused,
	refusedByReason,
}: ImportReport): readonly (readonly [reason: string, rows: number])[] {
	const counts = new Map(Object.entries(refusedByReason ?? {}));
	if (refusedByReason === undefined)
		for (const { reason } of refused) counts.set(reason, (counts.get(reason) ?? 0) + 1);
	return [...counts].toSorted((a, b) => b[1] - a[1]);
}
