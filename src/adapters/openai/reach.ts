/** Why a request brought no response, as far as a browser lets it be known: two plainer requests and its reports tell. */
import type { Unreached } from '../../core/probe.ts';

/** How long the browser's report of a blocked response may take, in ms. */
const REPORT_MS = 1000;
const LOOPBACK = /^https?:\/\/(localhost|127\.|\[::1\])/i;

/**
 * Asks the address again, first without headers (a server that answers this refused the headers), then without reading
 * (`no-cors`: a server that answers this refuses pages).
 */
export async function whyUnreached(url: string, signal: AbortSignal): Promise<Unreached> {
	if (isOffline() && !LOOPBACK.test(url)) return 'offline';
	if (await answers(url, { signal, credentials: 'omit' })) return 'headers';
	const reports = new BlockedReports(url);
	try {
		if (await answers(url, { signal, mode: 'no-cors' })) return 'cors';
		// An isolated page may not even receive what it can't read; that it came, only a report says.
		if (!('crossOriginIsolated' in globalThis && crossOriginIsolated)) return 'nobody';
		if (!BlockedReports.areKnown) return 'unknown';
		return (await reports.came(signal)) ? 'cors' : 'nobody';
	} finally {
		reports.stop();
	}
}

/** Node has no such thing. */
function isOffline(): boolean {
	return 'navigator' in globalThis && 'onLine' in navigator && !navigator.onLine;
}

async function answers(url: string, init: RequestInit): Promise<boolean> {
	try {
		const response = await fetch(url, { ...init, redirect: 'follow', cache: 'no-store' });
		await response.body?.cancel();
		return true;
	} catch (thrown) {
		init.signal?.throwIfAborted();
		if (thrown instanceof TypeError) return false;
		throw thrown;
	}
}

/** Reports of responses that Cross-Origin-Embedder-Policy kept from this page. */
class BlockedReports {
	static readonly areKnown = 'ReportingObserver' in globalThis;
	readonly #observer: ReportingObserver | undefined;
	readonly #first: Promise<void>;

	constructor(url: string) {
		let hear: () => void = () => undefined;
		this.#first = new Promise((resolve) => {
			hear = resolve;
		});
		if (!BlockedReports.areKnown) return;
		this.#observer = new ReportingObserver(
			(reports) => {
				if (reports.some(({ body }) => blockedUrl(body) === url)) hear();
			},
			{ types: ['coep'] },
		);
		this.#observer.observe();
	}

	/** Whether one came, or comes soon. */
	came(signal: AbortSignal): Promise<boolean> {
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => {
				resolve(false);
			}, REPORT_MS);
			void this.#first.then(() => {
				clearTimeout(timer);
				resolve(true);
			});
			signal.addEventListener('abort', () => {
				clearTimeout(timer);
				reject(signal.reason as Error);
			});
		});
	}

	stop(): void {
		this.#observer?.disconnect();
	}
}

function blockedUrl(body: unknown): unknown {
	return typeof body === 'object' && body !== null && 'blockedURL' in body
		? body.blockedURL
		: undefined;
}
