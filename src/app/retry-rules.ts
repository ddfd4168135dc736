/** Which failures of the teacher are tried again, how often, how long apart, and what happens then. */
import type { Random } from '../core/random.ts';
import { TeacherError, type TeacherErrorCode } from '../core/teacher-error.ts';

type Rule = {
	/** So many failures of this kind end it. */
	readonly tries: number;
	/** `pause`: every other call would fail too, so the run waits for its user; `item`: this one alone failed. */
	readonly then: 'pause' | 'item';
	/** The provider is asking everyone to slow down, not this call alone. */
	readonly holdsAll?: true;
};

const RULES: Readonly<Record<TeacherErrorCode, Rule>> = {
	'teacher/bad-key': { tries: 1, then: 'pause' },
	'teacher/forbidden': { tries: 1, then: 'pause' },
	'teacher/unknown-model': { tries: 1, then: 'pause' },
	'teacher/rate-limited': { tries: 20, then: 'pause', holdsAll: true },
	'teacher/unreachable': { tries: 7, then: 'pause' },
	'teacher/server-error': { tries: 6, then: 'item' },
	'teacher/timeout': { tries: 4, then: 'item' },
	'teacher/cut-off': { tries: 4, then: 'item' },
	// The same request would be cut off again, and paid for again.
	'teacher/length': { tries: 1, then: 'item' },
	'teacher/not-json': { tries: 4, then: 'item' },
	// A task too long for the teacher is refused alone; wrong settings end in a row of failures, which pauses too.
	'teacher/bad-request': { tries: 1, then: 'item' },
	'teacher/empty': { tries: 3, then: 'item' },
	'teacher/filtered': { tries: 2, then: 'item' },
};

const FIRST_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 60_000;
/** Failures of all kinds together after which a call is given up. */
const MOST_TRIES = 30;

/** The failures of one call so far: each kind has its own bound, or one server error after two empty replies ended it. */
export class Tries {
	readonly #byCode = new Map<TeacherErrorCode, number>();

	/** Notes one more; how many of its kind there are now, and whether it is the last. */
	failed(code: TeacherErrorCode): { readonly ofItsKind: number; readonly isLast: boolean } {
		const ofItsKind = (this.#byCode.get(code) ?? 0) + 1;
		this.#byCode.set(code, ofItsKind);
		const all = [...this.#byCode.values()].reduce((sum, times) => sum + times, 0);
		return { ofItsKind, isLast: ofItsKind >= RULES[code].tries || all >= MOST_TRIES };
	}

	/** Failures of this kind begin anew. */
	forget(code: TeacherErrorCode): void {
		this.#byCode.delete(code);
	}
}

/**
 * How long to wait after the `tries`-th failure, in ms: what the provider asks for, else 1 s doubled each time up to
 * 60 s, of which half by chance; what it asks for is stretched by up to a tenth, so that lanes don't return as one.
 */
export function delayMs(error: TeacherError, tries: number, random: Random): number {
	if (error.retryAfterMs !== null) return Math.ceil(error.retryAfterMs * (1 + 0.1 * random()));
	const full = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (tries - 1));
	return Math.ceil(full * (0.5 + 0.5 * random()));
}

/** Whether all lanes wait, not just the one that was refused. */
export function holdsAllLanes(error: TeacherError): boolean {
	return RULES[error.code].holdsAll === true || error.retryAfterMs !== null;
}

/** Whether only this one call failed, so that the run counts it and goes on; all else thrown pauses the run. */
export function isItemFailure(thrown: unknown): thrown is TeacherError {
	return thrown instanceof TeacherError && isItemCode(thrown.code);
}

/** The same of a code kept in the ledger; false for codes that this version doesn't know. */
export function isItemCode(code: string): code is TeacherErrorCode {
	return Object.hasOwn(RULES, code) && RULES[code as TeacherErrorCode].then === 'item';
}
