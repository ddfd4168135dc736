import { expect, test } from 'vitest';
import { AppError, codeOf } from '../../../src/core/error.ts';

const reasonOf = (signal: AbortSignal) =>
	new Promise<unknown>((resolve) => {
		if (signal.aborted) resolve(signal.reason);
		else
			signal.addEventListener('abort', () => {
				resolve(signal.reason);
			});
	});

test.each([
	['aborted', AbortSignal.abort()],
	['timed-out', AbortSignal.timeout(0)],
	['timed-out', AbortSignal.any([new AbortController().signal, AbortSignal.timeout(0)])],
	['run/busy', AbortSignal.abort(new AppError('run/busy', 'busy'))],
	['unknown', AbortSignal.abort(new Error('enough'))],
	['unknown', AbortSignal.abort('enough')],
])('%s is the code of what this signal throws', async (code, signal) => {
	expect(codeOf(await reasonOf(signal))).toBe(code);
});
