/** The worker's end: runs a method for each call, one item for each time that the reader asks. */
import { AppError } from '../../src/core/error.ts';
import type { Api, FromWorker, Method, ToWorker } from './protocol.ts';
import { toWire } from './wire-error.ts';

/** Yields the method's items and returns its result; one that streams nothing may be a plain async function. */
type Handler<M extends Method> = (
	args: M['args'],
	signal: AbortSignal,
) => AsyncGenerator<M['item'], M['result'], void> | Promise<M['result']>;
type Job = {
	readonly steps: AsyncGenerator<unknown, unknown, void>;
	readonly stop: AbortController;
};

/**
 * Answers calls from now on. Call it before the module's first `await`, or messages are lost.
 * A handler's `signal` aborts when the caller aborts, stops reading or has gone.
 */
export function serve<A extends Api<A>>(handlers: {
	readonly [Name in keyof A]: Handler<A[Name]>;
}): void {
	const byName = new Map(Object.entries(handlers) as [string, Handler<Method>][]);
	const jobs = new Map<number, Job>();
	const alive = holdLock();

	async function step(id: number, { steps }: Job): Promise<void> {
		// No reply before the lock is held: who has heard from this worker will notice its death.
		await alive;
		try {
			const { done, value } = await steps.next();
			if (done === true) jobs.delete(id);
			say(
				done === true ? { kind: 'result', id, result: value } : { kind: 'item', id, item: value },
			);
		} catch (thrown) {
			jobs.delete(id);
			say({ kind: 'error', id, error: toWire(thrown) });
		}
	}

	self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
		const { kind, id } = data;
		if (kind === 'call') {
			const stop = new AbortController();
			const steps = started(byName.get(data.method), data, stop.signal);
			jobs.set(id, { steps, stop });
		}
		const job = jobs.get(id);
		// A pull or abort that crossed the job's end on the way.
		if (job === undefined) return;
		if (kind !== 'abort') {
			void step(id, job);
			return;
		}
		jobs.delete(id);
		job.stop.abort();
		// It may wait at a `yield`: nobody will ask on. What its `finally` throws has no reader left.
		job.steps.return(undefined).catch(() => undefined);
	});
}

function say(message: FromWorker): void {
	self.postMessage(message);
}

/** The handler's generator, not begun; what a plain async function gives becomes a result without items. */
async function* started(
	handler: Handler<Method> | undefined,
	{ method, args }: { readonly method: string; readonly args: unknown },
	signal: AbortSignal,
): AsyncGenerator<unknown, unknown, void> {
	if (handler === undefined)
		throw new AppError('rpc/no-such-method', `this worker has no method '${method}'`);
	const run = handler(args, signal);
	return Symbol.asyncIterator in run ? yield* run : await run;
}

/** A terminated or crashed worker sends no event; its locks are freed, which its user can wait for. */
function holdLock(): Promise<void> {
	// Web Locks exist in secure contexts only; elsewhere a silent death stays unnoticed.
	if (!('locks' in navigator)) {
		say({ kind: 'alive', lock: null });
		return Promise.resolve();
	}
	const lock = `rpc/${crypto.randomUUID()}`;
	return new Promise((resolve) => {
		void navigator.locks.request(lock, () => {
			say({ kind: 'alive', lock });
			resolve();
			return new Promise<never>(() => undefined);
		});
	});
}
