/** The pairing link `#link=<base64url JSON {url, token}>`: what may be linked, and what is refused. */

export type PairingLink = {
	/** Exact origin, without a path. */
	readonly url: string;
	readonly token: string;
};
export type PairingReading =
	| { readonly kind: 'none' }
	| { readonly kind: 'refused'; readonly because: string }
	| { readonly kind: 'link'; readonly link: PairingLink };

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether the address is this very machine; compared exactly, so that 127.0.0.1.example isn't. */
export function isLoopback(origin: string): boolean {
	return URL.canParse(origin) && LOOPBACK.has(new URL(origin).hostname);
}

/** Reads a fragment, '#' included. */
export function readPairing(hash: string): PairingReading {
	const text = new URLSearchParams(hash.replace(/^#/, '')).get('link');
	if (text === null) return { kind: 'none' };
	const { url, token } = decoded(text);
	if (typeof url !== 'string' || typeof token !== 'string' || token === '')
		return { kind: 'refused', because: 'The pairing link is damaged. Copy it again, whole.' };
	return checked(url, token);
}

/** An address that the user typed, or that a link carries, as an exact origin that may be linked. */
export function checked(url: string, token: string): PairingReading {
	if (!URL.canParse(url))
		return { kind: 'refused', because: `“${url}” is no address, such as http://127.0.0.1:4748.` };
	const { protocol, origin } = new URL(url);
	const isSafe = protocol === 'https:' || (protocol === 'http:' && isLoopback(origin));
	if (!isSafe)
		return {
			kind: 'refused',
			because: `${origin} is neither on this machine nor https: the token could be read on the way.`,
		};
	return { kind: 'link', link: { url: origin, token } };
}

function decoded(text: string): { readonly url?: unknown; readonly token?: unknown } {
	try {
		const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) =>
			c.charCodeAt(0),
		);
		const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
		return typeof value === 'object' && value !== null ? value : {};
	} catch (error) {
		if (error instanceof SyntaxError || error instanceof DOMException) return {};
		throw error;
	}
}
