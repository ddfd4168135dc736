/** Where a link of an untrusted text leads, in words; what is no ordinary web address is no link. */

/** Of path and query so many characters are shown; the host is always whole. */
const MOST_PATH = 60;
/** The app and its pairing link live here: a click must not reach it. */
const THIS_MACHINE = /^(localhost|.+\.localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\]|\[::ffff:.+\])$/;

/**
 * The address as it is shown beside the link: host in ASCII (letters of other scripts as `xn--…`), then path and query.
 * undefined: not http or https, not absolute, with a user name (`https://bank.example@other.example`), or on this machine.
 */
export function linkAddress(href: string): string | undefined {
	if (!/^https?:\/\//i.test(href) || !URL.canParse(href)) return undefined;
	const url = new URL(href);
	if (url.username !== '' || url.password !== '') return undefined;
	if (THIS_MACHINE.test(url.hostname.replace(/\.$/, ''))) return undefined;
	const path = `${url.pathname}${url.search}${url.hash}`;
	const shown = path.length > MOST_PATH ? `${path.slice(0, MOST_PATH)}…` : path;
	return `${url.protocol === 'https:' ? '' : 'http://'}${url.host}${shown === '/' ? '' : shown}`;
}

/** Whether the words of a link, which has an address, are that address. */
export function saysAddress(words: string, href: string): boolean {
	const { href: whole } = new URL(href);
	return [whole, whole.replace(/\/$/, '')].includes(words.trim());
}
