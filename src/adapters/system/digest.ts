/** sha-256 by the platform. */
import type { Digest } from '../../app/ports/system.ts';

const encoder = new TextEncoder();

export const digest: Digest = async (text) => {
	const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text)));
	let hex = '';
	for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
	return hex;
};
