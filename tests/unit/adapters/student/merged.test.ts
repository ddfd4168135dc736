import { expect, test } from 'vitest';
import { merged } from '../../../../src/adapters/student/merged.ts';
import { orAborted } from '../../../../src/adapters/student/or-aborted.ts';

const never = new AbortController().signal;
type Source = AsyncGenerator<string, void, void>;

/** Yields these at once; `log` hears what it comes to. */
function saying(words: readonly string[], log: string[] = []) {
	return async function* (signal: AbortSignal): Source {
		try {
			for (const word of words) {
				log.push(`made ${word}`);
				yield word;
			}
		} finally {
			log.push(`over, ${signal.aborted ? 'told' : 'by itself'}`);
			await Promise.resolve();
		}
	};
}

/** Waits until it is told to end. */
function waiting(log: string[]) {
	return async function* (signal: AbortSignal): Source {
		try {
			await orAborted(new Promise(() => undefined), signal);
			yield 'never said';
		} finally {
			log.push('over');
		}
	};
}

async function all(source: Source): Promise<string[]> {
	const said: string[] = [];
	for await (const word of source) said.push(word);
	return said;
}

test('gives all that the sources say, each in its order, by turns where all are ready', async () => {
	const said = await all(merged([saying(['a1', 'a2', 'a3']), saying(['b1', 'b2'])], never));
	expect(said).toEqual(['a1', 'b1', 'a2', 'b2', 'a3']);
});

test('asks a source on only when its item was taken', async () => {
	const log: string[] = [];
	const both = merged([saying(['a1', 'a2', 'a3'], log)], never);
	await both.next();
	await both.next();
	expect(log).toEqual(['made a1', 'made a2']);
});

test('doesn’t wait for one that says nothing', async () => {
	const log: string[] = [];
	const both = merged([waiting(log), saying(['b1', 'b2'])], never);
	expect([(await both.next()).value, (await both.next()).value]).toEqual(['b1', 'b2']);
	await both.return();
	expect(log).toEqual(['over']);
});

test('the first error ends the others and is thrown', async () => {
	const log: string[] = [];
	async function* source(): Source {
		yield 'a1';
		await Promise.reject(new Error('it broke'));
	}
	const both = merged([source, waiting(log)], never);
	expect((await both.next()).value).toBe('a1');
	await expect(both.next()).rejects.toThrow('it broke');
	expect(log).toEqual(['over']);
});

test('an early return ends all, those that wait and those that have said something', async () => {
	const log: string[] = [];
	const both = merged([saying(['a1', 'a2'], log), waiting(log), saying(['c1'], log)], never);
	for await (const word of both) {
		expect(word).toBe('a1');
		break;
	}
	expect(log.filter((line) => line.startsWith('over'))).toHaveLength(3);
	expect(log).toContain('over, told');
});

test('an abort ends all with its reason', async () => {
	const log: string[] = [];
	const stop = new AbortController();
	const both = merged([waiting(log), waiting(log)], stop.signal);
	const next = both.next();
	stop.abort(new Error('enough'));
	await expect(next).rejects.toThrow('enough');
	expect(log).toEqual(['over', 'over']);
});
