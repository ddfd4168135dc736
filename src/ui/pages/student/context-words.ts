/** What a context that fills up means. */

/** Beyond it a question as long as the last one may not fit. */
const NEARLY_FULL = 0.75;

/** `share`: of the context that question and reply took, 0–1. null: there is room. */
export function contextHint(share: number, remembers: boolean): string | null {
	if (share < NEARLY_FULL) return null;
	return remembers
		? 'nearly full, the oldest questions are left out next'
		: 'nearly full, what is longer is cut';
}
