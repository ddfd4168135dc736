/** A browser that grants little room, for as long as a test wants it. */
import type {} from '@vitest/browser-playwright';
import { cdp } from 'vitest/browser';

const quota = { origin: location.origin };

/**
 * So many bytes more fit, and the databases begin anew: Chromium keeps what room it measured for half a minute, or for as long
 * as a database is.
 */
export async function grantOnly(bytes: number): Promise<void> {
	await cdp().send('Storage.clearDataForOrigin', { ...quota, storageTypes: 'indexeddb' });
	// Students of other tests may lie in the file system.
	const { usage = 0 } = await navigator.storage.estimate();
	await cdp().send('Storage.overrideQuotaForOrigin', { ...quota, quotaSize: usage + bytes });
}

export async function grantAll(): Promise<void> {
	await cdp().send('Storage.overrideQuotaForOrigin', quota);
}

/** Text that hardly shrinks when it is stored. */
export function denseText(length: number): string {
	const bytes = crypto.getRandomValues(new Uint8Array(Math.min(length, 65_536)));
	const piece = Array.from(bytes, (byte) => String.fromCharCode(33 + (byte % 94))).join('');
	return piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
}
