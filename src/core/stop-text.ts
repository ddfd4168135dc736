/** Texts that end a reply: where they cut it, and how much of a reply that is still growing will stay as it is. */

/** Where the first stop text begins that ends at `from` or later; undefined: none is there. Empty ones are none. */
export function stopIn(text: string, stops: readonly string[], from = 0): number | undefined {
	const found = stops.flatMap((stop) => {
		const at = stop === '' ? -1 : text.indexOf(stop, Math.max(0, from - stop.length + 1));
		return at < 0 ? [] : [at];
	});
	return found.length === 0 ? undefined : Math.min(...found);
}

/** Without an end that may become part of a stop text, or that is a character of which bytes are missing. */
export function settledText(text: string, stops: readonly string[]): string {
	const whole = text.replace(/\uFFFD+$/, '');
	const held = Math.max(0, ...stops.map((stop) => overlap(whole, stop)));
	return whole.slice(0, whole.length - held);
}

/** Characters at the end of `text` with which `stop` begins. */
function overlap(text: string, stop: string): number {
	for (let length = Math.min(text.length, stop.length - 1); length > 0; length--)
		if (text.endsWith(stop.slice(0, length))) return length;
	return 0;
}
