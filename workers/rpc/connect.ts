/** The caller's end: calls and streams of a worker, which never hang when it dies. */
import { AppError } from '../../src/core/error.ts';
import { Line } from './line.ts';
import type { Api } from './protocol.ts';
import { fromWire } from './wire-error.ts';

export interface Connection<A extends Api<A>> {
	/** The result; `onItem` hears what comes before it. Rejects with the worker's error or the signal's reason. */
	call<Name extends keyof A & string>(
		method: Name,
		args: A[Name]['args'],
		options?: {
			readonly signal?: AbortSignal;
			readonly onItem?: (item: A[Name]['item']) => void;
		},
	): Promise<A[Name]['result']>;
	/** The items as the reader asks for them (the worker is one ahead); to stop reading stops the job. */
	stream<Name extends keyof A & string>(
		method: Name,
		args: A[Name]['args'],
		signal?: AbortSignal,
	): AsyncGenerator<A[Name]['item'], A[Name]['result'], void>;
	/** Ends the worker; what waits and what comes later rejects with 'rpc/closed'. */
	close(): void;
	/** Why no more calls are possible ('rpc/worker-died' or 'rpc/closed'), once that is so. */
	readonly closed: Promise<AppError>;
}

/** Owns the worker from now on: `close` terminates it, and so does its first uncaught error. */
export function connect<A extends Api<A>>(worker: Worker): Connection<A> {
	const line = new Line(worker);
	let lastId = 0;
	const start = (method: string, args: unknown, signal?: AbortSignal) =>
		stream(line, { id: ++lastId, method, args }, signal);
	return {
		stream: start,
		async call(method, args, options = {}) {
			const steps = start(method, args, options.signal);
			try {
				for (;;) {
					const { done, value } = await steps.next();
					if (done === true) return value;
					options.onItem?.(value);
				}
			} finally {
				// Where `onItem` threw, the job stops too.
				await steps.return(undefined);
			}
		},
		close: () => {
			line.end(new AppError('rpc/closed', 'the worker was closed'));
		},
		closed: line.closed,
	};
}

async function* stream(
	line: Line,
	job: { readonly id: number; readonly method: string; readonly args: unknown },
	signal?: AbortSignal,
): AsyncGenerator<unknown, unknown, void> {
	signal?.throwIfAborted();
	const stop = () => {
		line.drop(job.id, signal?.reason as Error);
	};
	signal?.addEventListener('abort', stop, { once: true });
	try {
		let next = line.ask({ kind: 'call', ...job });
		for (;;) {
			const reply = await next;
			signal?.throwIfAborted();
			if (reply.kind === 'error') throw fromWire(reply.error);
			if (reply.kind === 'result') return reply.result;
			// Asked before the reader has digested this item, so that the worker isn't idle meanwhile.
			next = line.ask({ kind: 'pull', id: job.id });
			yield reply.item;
		}
	} finally {
		signal?.removeEventListener('abort', stop);
		line.drop(job.id, new AppError('rpc/closed', `nobody reads '${job.method}' any more`));
	}
}
