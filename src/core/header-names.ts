/** Names of headers and query fields that are sent along with every request. */

/** Names under which services take keys: what they carry would be stored in the clear and be in every export. */
const SECRET = /authorization|cookie|api[-_]?key|^key$|token|secret|password/i;

/** A name as HTTP allows it. */
export function isFieldName(text: string): boolean {
	return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(text);
}

export function looksLikeKey(name: string): boolean {
	return SECRET.test(name);
}
