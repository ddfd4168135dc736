/** How the pages of exams say what a set is, how an exam stands, how fast it goes and how long it will take. */
import type { Exam, ExamPool, ExamSet, StudentProgress } from '../../../core/exam/exam.ts';
import { type Outlook, silentStudents } from '../../../core/exam/plan.ts';
import type { Turn } from '../../../core/exam/turn.ts';
import type { Pace, TimeLeft } from '../../../core/exam/pace.ts';
import type { Measured } from '../../../core/metrics/estimate.ts';
import { count, decimal, duration, moment, percent, plural } from '../../parts/format.ts';
import type { StateKind } from '../../parts/role.ts';
import { shownName } from '../../parts/shown-controls.ts';

export const POOL_WORDS: Readonly<Record<ExamPool, string>> = {
	heldOut: 'held-out rows',
	development: 'development rows',
	cache: 'Cache Pool',
	train: 'Train Pool',
	seeds: 'all rows of its file',
};

/** "set.jsonl", "held-out rows of My project, skill sums". */
export function setWords(set: ExamSet): string {
	if (set.kind === 'file') return shownName(set.name);
	const skill = set.skill === null ? '' : `, skill ${shownName(set.skill)}`;
	const text = set.text === '' ? '' : `, with “${shownName(set.text)}”`;
	return `${POOL_WORDS[set.pool]} of ${shownName(set.project)}${skill}${text}`;
}

export function stateKind(exam: Exam, turn: Turn): StateKind {
	const { state } = exam;
	switch (state.kind) {
		case 'preparing':
			return 'waiting';
		case 'running':
			return turn.kind === 'waiting' ? 'waiting' : 'running';
		case 'paused':
			return state.by === 'trouble' ? 'warn' : 'paused';
		case 'stopped':
			return 'paused';
		case 'finished':
			return silentStudents(exam).length === 0 ? 'done' : 'warn';
	}
}

export function stateWord({ state }: Exam, turn: Turn): string {
	switch (state.kind) {
		case 'preparing':
			return 'being prepared';
		case 'running':
			return turn.kind === 'waiting' ? 'waits for its turn' : 'under way';
		case 'paused':
			return state.by === 'trouble' ? 'in trouble' : `paused ${moment(state.at)}`;
		case 'stopped':
			return `stopped ${moment(state.at)}`;
		case 'finished':
			return `finished ${moment(state.at)}`;
	}
}

/** "1 student could not answer"; '': all could, or have not been asked yet. */
export function silentWords(exam: Exam): string {
	const silent = silentStudents(exam).length;
	return silent === 0 ? '' : `${plural(silent, 'student')} could not answer`;
}

/** "30 s to 45 s", "about 40 s" where the ends read the same. */
export function rangeWords({ low, high }: TimeLeft): string {
	const [from, to] = [duration(Math.round(low)), duration(Math.round(high))];
	if (from === to) return `about ${to}`;
	return low < 1 ? `up to ${to}` : `${from} to ${to}`;
}

/** "640 answers a minute, 38 tokens a second". */
export function paceWords({ answersPerMinute, tokensPerSecond }: Pace): string {
	const tokens = tokensPerSecond === null ? '' : `, ${rate(tokensPerSecond)} tokens a second`;
	return `${rate(answersPerMinute)} answers a minute${tokens}`;
}

const rate = (value: number) => (value < 10 ? decimal(value, 1) : count(value));

/** What is left of the whole exam, and what of that nobody can know yet. */
export function leftWords({ left, unmeasured }: Outlook): string {
	const unknown = `${plural(unmeasured, 'student has', 'students have')} not been measured here yet`;
	if (left === null) return unmeasured === 0 ? '' : `Time left: unknown, ${unknown}.`;
	const rest = unmeasured === 0 ? '.' : `, and for the rest unknown: ${unknown}.`;
	return `${upper(rangeWords(left))} left by the speed measured${rest}`;
}

const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** What a student is doing, or has done. */
export function stepWords({ step, loading }: StudentProgress): string {
	if (step === 'answering') return 'answering';
	if (step !== 'loading') return 'waiting';
	const total = loading?.total ?? null;
	return loading === null || total === null || total === 0
		? 'being loaded'
		: `being loaded, ${percent((100 * loading.done) / total, 0)}`;
}

/** "62.0 %, 57.8–66.1" or why there is no share. */
export function shareWords(exact: Measured): string {
	if (exact.value === undefined) return exact.reason;
	const [low, high] = [decimal(100 * exact.low), decimal(100 * exact.high)];
	return `${percent(100 * exact.value)}, ${low}–${high}`;
}
