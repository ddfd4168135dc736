/** What a run may spend at most, and whether it may spend more. */
import type { Usage } from './call.ts';

/** null: no cap. */
export type Caps = {
	readonly calls: number | null;
	/** Asked and answered together. */
	readonly tokens: number | null;
	/** 10⁻⁹ US dollars. */
	readonly nanoUsd: number | null;
};
export const NO_CAPS: Caps = { calls: null, tokens: null, nanoUsd: null };

/** null: nobody knows. */
export type Spent = {
	readonly calls: number;
	readonly tokens: number | null;
	readonly nanoUsd: number | null;
};
/** What a run has spent, and what is set aside for the calls that are out. */
export type BudgetState = { readonly spent: Spent; readonly inFlight: Spent };
export type CapName = keyof Caps;
export const CAP_NAMES: readonly CapName[] = ['calls', 'tokens', 'nanoUsd'];

export type BrokenCap = {
	readonly name: CapName;
	/** `unknown`: what has been spent can't be told, so that the cap can't be kept. */
	readonly why: 'reached' | 'unknown';
};

/** What one more call takes at most. */
export function mostOfCall(
	{ promptTokens, completionTokens }: Usage,
	nanoUsd: number | null,
): Spent {
	return { calls: 1, tokens: promptTokens + completionTokens, nanoUsd };
}

export function sumOfSpent(parts: readonly Spent[]): Spent {
	return parts.reduce(
		(sum, part) => ({
			calls: sum.calls + part.calls,
			tokens: plus(sum.tokens, part.tokens),
			nanoUsd: plus(sum.nanoUsd, part.nanoUsd),
		}),
		{ calls: 0, tokens: 0, nanoUsd: 0 },
	);
}

function plus(one: number | null, other: number | null): number | null {
	return one === null || other === null ? null : one + other;
}

export function hasCaps(caps: Caps | undefined): caps is Caps {
	return caps !== undefined && CAP_NAMES.some((name) => caps[name] !== null);
}

/** What a cap still allows; null: there is none, or nobody knows. */
export function leftOf(caps: Caps, { spent, inFlight }: BudgetState, name: CapName): number | null {
	const [cap, used] = [caps[name], sumOfSpent([spent, inFlight])[name]];
	return cap === null || used === null ? null : Math.max(0, cap - used);
}

const CODES: Readonly<Record<CapName, string>> = {
	calls: 'run/budget-calls',
	tokens: 'run/budget-tokens',
	nanoUsd: 'run/budget-money',
};
const BUDGET_UNKNOWN = 'run/budget-unknown';

/** The code of the trouble in which a run pauses for a cap. */
export function capCode({ name, why }: BrokenCap): string {
	return why === 'unknown' ? BUDGET_UNKNOWN : CODES[name];
}

/** The cap that a run paused for, by the code of its trouble; undefined when it paused for something else. */
export function cappedBy(
	code: string | null,
	caps: Caps,
	spent: Spent | undefined,
): BrokenCap | undefined {
	const name = CAP_NAMES.find((one) => CODES[one] === code);
	if (name !== undefined) return { name, why: 'reached' };
	if (code !== BUDGET_UNKNOWN) return undefined;
	// Money is the first to be unknown: a price is missing more often than a count of tokens.
	const unknown = (['nanoUsd', 'tokens'] as const).filter((one) => caps[one] !== null);
	const told = unknown.find((one) => spent?.[one] === null) ?? unknown[0];
	return told === undefined ? undefined : { name: told, why: 'unknown' };
}

/** The first cap that `spent` is over, or that can't be told; undefined when all are kept. */
export function brokenCap(caps: Caps, spent: Spent): BrokenCap | undefined {
	for (const name of CAP_NAMES) {
		const [cap, used] = [caps[name], spent[name]];
		if (cap === null) continue;
		if (used === null) return { name, why: 'unknown' };
		if (used > cap) return { name, why: 'reached' };
	}
	return undefined;
}
