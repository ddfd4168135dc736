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
export type CapName = keyof Caps;
const CAP_NAMES: readonly CapName[] = ['calls', 'tokens', 'nanoUsd'];

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
	return parts.reduce((sum, part) => ({
		calls: sum.calls + part.calls,
		tokens: plus(sum.tokens, part.tokens),
		nanoUsd: plus(sum.nanoUsd, part.nanoUsd),
	}));
}

function plus(one: number | null, other: number | null): number | null {
	return one === null || other === null ? null : one + other;
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
