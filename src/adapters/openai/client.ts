/** The OpenAI client as one endpoint needs it: its headers, its query, its way of taking the key, nothing that CORS refuses. */
import OpenAI from 'openai';
import { AppError } from '../../core/error.ts';
import type { OpenAiTeacher } from '../../core/teacher.ts';

export type ClientOptions = Pick<OpenAiTeacher, 'baseUrl' | 'headers' | 'query' | 'keyHeader'> & {
	/** '' for a local server that asks for none. */
	readonly key: string;
	readonly timeoutMs: number;
	/** Default: the platform's. */
	readonly fetch?: typeof fetch | undefined;
};

/**
 * What the client adds of its own. A provider that lists the headers a page may send (Mistral, Ollama) refuses the whole
 * request for one that it doesn't know; null leaves a header out.
 */
const LEFT_OUT = Object.fromEntries(
	[
		'User-Agent',
		...[
			'Arch',
			'Lang',
			'OS',
			'Package-Version',
			'Runtime',
			'Runtime-Version',
			'Retry-Count',
			'Timeout',
		].map((name) => `X-Stainless-${name}`),
	].map((name) => [name, null]),
);

/** Throws AppError 'teacher/key-in-address' rather than send a key where proxies and servers log it. */
export function clientOf(options: ClientOptions): OpenAI {
	const { baseUrl, key, timeoutMs, headers = {}, query = {}, keyHeader } = options;
	if (key !== '' && `${baseUrl} ${JSON.stringify(query)}`.includes(key))
		throw new AppError(
			'teacher/key-in-address',
			'The key stands in the address. Nothing was sent.',
		);
	return new OpenAI({
		baseURL: baseUrl,
		// The client wants one even where it sends none.
		apiKey: key === '' ? 'none' : key,
		defaultHeaders: { ...LEFT_OUT, ...headers, ...keyHeaders(key, keyHeader) },
		defaultQuery: { ...query },
		dangerouslyAllowBrowser: true,
		// Every try is counted in the ledger, so none is made behind its back.
		maxRetries: 0,
		timeout: timeoutMs,
		fetch: options.fetch ?? ((input, init) => fetch(input, init)),
		logLevel: 'off',
	});
}

function keyHeaders(key: string, keyHeader: string | undefined): Record<string, string | null> {
	if (key === '') return { Authorization: null };
	return keyHeader === undefined ? {} : { Authorization: null, [keyHeader]: key };
}
