/** The end of Markdown that is still being written, so that what is half there doesn't change its look with the next word. */

/** A last line of markers alone may yet become a list, a rule, a fence, or make a heading of the line before. */
const BARE_LINE = /(?:^|\n)[ \t>]*(?:[-=+*_#>`~|: \t]+|\d{1,9}[.)][ \t]*)$/;
/** The beginning of a delimiter, or half of one. */
const OPEN_DELIMITER = /[*_~`!]+$/;
/** A link whose address is under way. */
const OPEN_LINK = /!?\[([^\]\n]{1,300})\]\([^)\s]*$/;
const FENCE = /^[ \t]*(?:```|~~~)/gm;

/** `text` without a half-written marker at its end, and with what is open in its last line closed. */
export function steady(text: string): string {
	if (isInFence(text)) return text.replace(/\n[ \t]*(?:`{1,2}|~{1,2})$/, '');
	const whole = text.replace(BARE_LINE, '').replace(OPEN_DELIMITER, '').replace(OPEN_LINK, '$1');
	const line = whole.slice(whole.lastIndexOf('\n\n') + 1);
	const closers = ['`', '**'].filter((mark) => line.split(mark).length % 2 === 0);
	return closers.length === 0 ? whole : `${whole.trimEnd()}${closers.join('')}`;
}

function isInFence(text: string): boolean {
	return (text.match(FENCE)?.length ?? 0) % 2 === 1;
}
