/** The way to one trainer: its address, and a token that goes to that very origin and nowhere else. */
import type { TrainerLink } from '../../app/ports/trainer.ts';
import { AppError } from '../../core/error.ts';
import { refusedByTrainer, trainerUnreachable } from './trainer-error.ts';

type Envelope = { readonly error?: { readonly code?: string | null; readonly message?: string } };

export class Link {
	readonly origin: string;
	readonly token: string;

	/** Throws AppError 'trainer/bad-address' for what isn't an http(s) origin. */
	constructor({ url, token }: Pick<TrainerLink, 'url' | 'token'>) {
		const { protocol, origin } = URL.canParse(url) ? new URL(url) : { protocol: '', origin: '' };
		if (!/^https?:$/.test(protocol))
			throw new AppError(
				'trainer/bad-address',
				`expected an address such as http://127.0.0.1:4748, got ${url}`,
			);
		this.origin = origin;
		this.token = token;
	}

	/** `fetch` for this origin only; a redirect would carry the token away and fails. */
	readonly fetch: typeof fetch = (input, init) => {
		const url = new URL(input instanceof Request ? input.url : input);
		if (url.origin !== this.origin)
			throw new AppError(
				'trainer/bad-address',
				`expected a call to ${this.origin}, got one to ${url.origin}`,
			);
		return fetch(input, { ...init, redirect: 'error', referrerPolicy: 'no-referrer' });
	};

	/** The reply to a call of ours, about `job` if it is; throws AppError 'trainer/…', or the signal's reason. */
	async call(
		path: string,
		init: RequestInit & { readonly signal: AbortSignal },
		job?: string,
	): Promise<Response> {
		const headers = new Headers(init.headers);
		headers.set('authorization', `Bearer ${this.token}`);
		let response: Response;
		try {
			response = await this.fetch(`${this.origin}${path}`, { ...init, headers });
		} catch (thrown) {
			init.signal.throwIfAborted();
			if (thrown instanceof AppError) throw thrown;
			throw trainerUnreachable(this.origin, thrown);
		}
		if (response.ok) return response;
		throw refusedByTrainer({ status: response.status, ...(await errorOf(response)), job });
	}
}

async function errorOf(response: Response): Promise<{ code: string | null; message: string }> {
	const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
	const { error } = isJson ? ((await response.json()) as Envelope) : {};
	return { code: error?.code ?? null, message: error?.message ?? response.statusText };
}
