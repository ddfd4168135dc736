/** Whether an exam that is under way is worked on at this moment, or waits, and for which other exam: one is carried out at a time. */
import type { Exam, ExamProgress } from './exam.ts';

/** A worker writes twice a second, in ms: an older snapshot is of one that has died. */
const FRESH_MS = 10_000;

/** An exam under way with its newest snapshot. */
export type UnderWay = { readonly exam: Exam; readonly progress: ExamProgress | undefined };

export type Turn =
	/** Nothing is under way, or nothing is known of it. */
	| { readonly kind: 'resting' }
	/** Somebody is at it. */
	| { readonly kind: 'worked-on' }
	/** For the exam that somebody is at; null: nobody is at any, for a moment or because no tab can be. */
	| { readonly kind: 'waiting'; readonly behind: Exam | null };

/** `underWay`: all exams whose state is running; `now`: Unix ms. */
export function turnOf(exam: Exam, underWay: readonly UnderWay[], now: number): Turn {
	if (exam.state.kind !== 'running') return { kind: 'resting' };
	const at = ({ progress }: UnderWay) => progress?.at ?? 0;
	const [newest] = underWay
		.filter((one) => now - at(one) < FRESH_MS)
		// One that was paused or left a moment ago has a fresh snapshot too: the newest is that of the one under work.
		.toSorted((a, b) => at(b) - at(a));
	if (newest === undefined) return { kind: 'waiting', behind: null };
	if (newest.exam.id === exam.id) return { kind: 'worked-on' };
	return { kind: 'waiting', behind: newest.exam };
}
