/** How much of a text that is still growing will stay as it is. */

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
