/** The line to one worker: a reply for each message asked, until the worker ends, which is always noticed. */
import { AppError } from '../../src/core/error.ts';
import type { FromWorker, ToWorker } from './protocol.ts';

export type Reply = Exclude<FromWorker, { kind: 'alive' }>;
/** One that was ended before it began has no lock yet and sends no event. Slow machines need seconds. */
const START_LIMIT_MS = 120_000;

type Waiting = { readonly resolve: (reply: Reply) => void; readonly reject: (why: Error) => void };

export class Line {
	/** Why the line has ended, once it has. */
	readonly closed: Promise<AppError>;
	readonly #worker: Worker;
	readonly #waiting = new Map<number, Waiting>();
	/** Ids of the jobs that the worker hasn't finished. */
	readonly #open = new Set<number>();
	readonly #over = new AbortController();
	#resolveClosed: (why: AppError) => void = () => undefined;
	#ended: AppError | undefined;

	constructor(worker: Worker) {
		this.#worker = worker;
		this.closed = new Promise((resolve) => (this.#resolveClosed = resolve));
		const start = setTimeout(() => {
			this.#died('it did not start');
		}, START_LIMIT_MS);
		this.#over.signal.addEventListener('abort', () => {
			clearTimeout(start);
		});
		worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
			clearTimeout(start);
			if (data.kind !== 'alive') this.#hear(data);
			else if (data.lock !== null) this.#watch(data.lock);
		});
		worker.addEventListener('error', (event) => {
			event.preventDefault();
			// A script that can't be loaded gives a plain event without a message.
			this.#died(event.message || 'its script could not be loaded');
		});
		worker.addEventListener('messageerror', () => {
			this.#died('it sent a message that can’t be read');
		});
	}

	/** Rejects when the worker ends, or when `drop` gives the job up. */
	ask(message: Exclude<ToWorker, { kind: 'abort' }>): Promise<Reply> {
		const reply = new Promise<Reply>((resolve, reject) => {
			if (this.#ended !== undefined) throw this.#ended;
			this.#worker.postMessage(message satisfies ToWorker);
			this.#waiting.set(message.id, { resolve, reject });
			this.#open.add(message.id);
		});
		// It may fail while the reader is busy with the item before; the reader hears it when it comes back.
		reply.catch(() => undefined);
		return reply;
	}

	/** Stops a job that the worker hasn't finished. */
	drop(id: number, why: Error): void {
		if (this.#open.delete(id)) this.#worker.postMessage({ kind: 'abort', id } satisfies ToWorker);
		this.#waiting.get(id)?.reject(why);
		this.#waiting.delete(id);
	}

	end(why: AppError): void {
		if (this.#ended !== undefined) return;
		this.#ended = why;
		this.#worker.terminate();
		for (const { reject } of this.#waiting.values()) reject(why);
		this.#waiting.clear();
		this.#open.clear();
		this.#over.abort();
		this.#resolveClosed(why);
	}

	#hear(reply: Reply): void {
		this.#waiting.get(reply.id)?.resolve(reply);
		this.#waiting.delete(reply.id);
		if (reply.kind !== 'item') this.#open.delete(reply.id);
	}

	#died(how: string): void {
		this.end(new AppError('rpc/worker-died', `the worker died: ${how}`));
	}

	/** A worker that is terminated or out of memory sends no event, but the lock that it holds comes free. */
	#watch(lock: string): void {
		const died = () => {
			this.#died('it was ended from outside or ran out of memory');
		};
		navigator.locks.request(lock, { signal: this.#over.signal }, died).catch((cause: unknown) => {
			// Ended first: nothing to watch any more.
			if (!this.#over.signal.aborted) throw cause;
		});
	}
}
