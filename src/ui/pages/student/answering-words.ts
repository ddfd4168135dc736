/** Where a student answers, and how much of its context is used, in words. */
import type { LoadedStudent } from '../../../app/ports/student-engine.ts';
import { count } from '../../parts/format.ts';
import { withShownControls } from '../../parts/shown-controls.ts';

/** "12 of 512 tokens used"; what an endpoint doesn't tell is left out. */
export function contextWords(
	{ contextTokens }: Pick<LoadedStudent, 'contextTokens'>,
	used: number | undefined,
): string {
	if (contextTokens !== null) return `${count(used ?? 0)} of ${count(contextTokens)} tokens used`;
	return used === undefined ? '' : `${count(used)} tokens used`;
}

/** For whoever is about to ask; undefined where this device answers. */
export function elsewhereWords({ origin }: Pick<LoadedStudent, 'origin'>): string | undefined {
	if (origin === undefined) return undefined;
	return `What you ask goes to ${withShownControls(origin)}. The answers are computed there, not on this device.`;
}
