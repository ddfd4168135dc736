/** The failures of an endpoint as a student's, and how often one is tried again. */
import { delayMs, holdsAllLanes, Tries } from '../../app/retry-rules.ts';
import type { Load, Pass, Schedule } from '../../app/schedule.ts';
import type { Sleep } from '../../app/ports/system.ts';
import { AppError } from '../../core/error.ts';
import type { Random } from '../../core/random.ts';
import { TeacherError } from '../../core/teacher-error.ts';

/** What is away for longer is waited for by whoever has the time: a run says so meanwhile. */
const TRIES_TO_REACH = 3;

/** 'student/…' for what an endpoint threw, the rest as it is. */
export function studentErrorOf(thrown: unknown): unknown {
	if (!(thrown instanceof TeacherError)) return thrown;
	const code = thrown.code.replace('teacher/', 'student/');
	return new AppError(code, thrown.message, { cause: thrown });
}

export type Patience = {
	readonly schedule: Schedule;
	readonly sleep: Sleep;
	/** Of the waits between tries. */
	readonly random: Random;
};

/** Attempts, when their turn has come, until there is a reply or the rules say that it's enough; throws AppError 'student/…'. */
export async function patiently<T>(
	{ schedule, sleep, random }: Patience,
	request: Load['request'],
	attempt: (pass: Pass) => Promise<T>,
	signal: AbortSignal,
): Promise<T> {
	const tries = new Tries();
	let rank: Load['rank'] = 'first';
	for (;;) {
		try {
			return await schedule.run({ request, rank }, attempt, signal);
		} catch (thrown) {
			signal.throwIfAborted();
			if (!(thrown instanceof TeacherError)) throw thrown;
			const { ofItsKind, isLast } = tries.failed(thrown.code);
			const isAway = thrown.code === 'teacher/unreachable' && ofItsKind >= TRIES_TO_REACH;
			if (isLast || isAway) throw studentErrorOf(thrown);
			rank = 'again';
			const ms = delayMs(thrown, ofItsKind, random);
			if (thrown.code === 'teacher/rate-limited') schedule.refused();
			if (holdsAllLanes(thrown)) schedule.hold(ms);
			else await sleep(ms, signal);
		}
	}
}
