/** A worker for the tests of rpc: each method shows one promise, or breaks. */
import { AppError } from '../../../src/core/error.ts';
import { serve } from '../../../workers/rpc/serve.ts';

export type ProbeApi = {
	count: { args: { to: number }; item: number; result: string };
	produced: { args: null; item: never; result: number };
	refuse: { args: { code: string | null }; item: never; result: never };
	hang: { args: null; item: string; result: never };
	stopped: { args: null; item: never; result: readonly string[] };
	crash: { args: null; item: never; result: never };
	vanish: { args: null; item: never; result: never };
	unclonable: { args: null; item: never; result: unknown };
};

let produced = 0;
const stopped: string[] = [];

serve<ProbeApi>({
	// eslint-disable-next-line @typescript-eslint/require-await -- items that are ready at once
	async *count({ to }) {
		produced = 0;
		try {
			for (let number = 1; number <= to; number++) {
				produced = number;
				yield number;
			}
			return `counted to ${String(to)}`;
		} finally {
			if (produced < to) stopped.push('count');
		}
	},
	produced: () => Promise.resolve(produced),
	refuse({ code }) {
		if (code === null) throw new RangeError('expected 1, got 2');
		throw new AppError(code, 'student-1 has no file');
	},
	async *hang(_, signal) {
		yield 'begun';
		return await new Promise<never>((_resolve, reject) => {
			signal.addEventListener('abort', () => {
				stopped.push('hang');
				reject(signal.reason as Error);
			});
		});
	},
	stopped: () => Promise.resolve(stopped),
	crash() {
		setTimeout(() => {
			throw new Error('boom in the worker');
		});
		return new Promise<never>(() => undefined);
	},
	vanish() {
		self.close();
		return new Promise<never>(() => undefined);
	},
	unclonable: () => Promise.resolve(() => 'a function'),
});
