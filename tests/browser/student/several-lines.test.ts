/** A pool answered by several workers beside each other: real workers, the real student. */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Helping } from '../../../src/adapters/student/helper-lines.ts';
import { TransformersStudentEngine } from '../../../src/adapters/transformers/student-engine.ts';
import { studentWorker } from '../../../src/adapters/transformers/worker.ts';
import { OpfsStudentFiles } from '../../../src/adapters/opfs/student-files.ts';
import { measureDevice } from '../../../src/app/measure-device.ts';
import type { StudentAnswer, StudentOptions } from '../../../src/app/ports/student-engine.ts';
import { codeOf } from '../../../src/core/error.ts';
import { answersOf, GREEDY, never, prompts, SHIPPED } from './practice.ts';

const POOL = prompts(120);
/** The helper has work left when it is loaded, however fast the first line is: see `answersWith`. */
const EIGHT: StudentOptions = { ...GREEDY, batch: 8 };
const failure = (promise: Promise<unknown>) => promise.then(() => undefined, codeOf);

const alone = new TransformersStudentEngine();
let expected: readonly StudentAnswer[] = [];
beforeAll(async () => {
	await alone.load(SHIPPED, { device: 'wasm' }, never);
	expected = await answersOf(alone, POOL, EIGHT);
}, 300_000);
afterAll(() => {
	alone.close();
});

/** A worker of the student, and what crosses to it and from it. */
type Seen = {
	readonly worker: Worker;
	answers: number;
	aborts: number;
	isEnded: boolean;
	/** Lets through what was kept from it, and all that follows. */
	release: () => void;
};
type Crossing = {
	readonly kind: string;
	readonly item?: { readonly answers?: readonly unknown[] };
};
type Watching = {
	readonly helping?: Helping;
	/** The numbers, from 1, of those that hear nothing before they are released. */
	readonly held?: readonly number[];
	/** Of those that die with their first words. */
	readonly dying?: readonly number[];
};

const engines: TransformersStudentEngine[] = [];
afterEach(() => {
	for (const engine of engines.splice(0)) engine.close();
});
const AT_LOAD: Helping = { helpers: 'at-load', lines: 2 };

/** An engine whose workers are kept in sight. */
function watched({ helping, held = [], dying = [] }: Watching = {}) {
	const seen: Seen[] = [];
	const engine = new TransformersStudentEngine(
		() => {
			const worker = studentWorker();
			const one = sight(worker, held.includes(seen.length + 1));
			seen.push(one);
			if (dying.includes(seen.length))
				worker.addEventListener('message', () => {
					worker.terminate();
				});
			return worker;
		},
		helping ?? { helpers: 'when-worth-it', lines: 2 },
	);
	engines.push(engine);
	return { engine, seen };
}

function sight(worker: Worker, isHeld: boolean): Seen {
	const [post, terminate] = [worker.postMessage.bind(worker), worker.terminate.bind(worker)];
	const kept: Crossing[] = [];
	const one = { worker, answers: 0, aborts: 0, isEnded: false, isHeld };
	worker.addEventListener('message', ({ data }: MessageEvent<Crossing>) => {
		one.answers += data.item?.answers?.length ?? 0;
	});
	worker.postMessage = (message: Crossing) => {
		if (message.kind === 'abort') one.aborts++;
		if (one.isHeld) kept.push(message);
		else post(message);
	};
	worker.terminate = () => {
		one.isEnded = true;
		terminate();
	};
	const release = () => {
		one.isHeld = false;
		for (const message of kept.splice(0)) post(message);
	};
	return Object.assign(one, { release });
}

const answered = ({ seen }: { readonly seen: readonly Seen[] }, number: number) =>
	vi.waitFor(
		() => {
			expect(seen[number - 1]?.answers).toBeGreaterThan(0);
		},
		{ timeout: 60_000 },
	);

/** All answers; once the first is here, none is taken before both workers have answered, and `then` has been done. */
async function answersWith(
	both: ReturnType<typeof watched>,
	{ then = () => undefined, signal = never }: { then?: () => void; signal?: AbortSignal } = {},
): Promise<StudentAnswer[]> {
	const answers: StudentAnswer[] = [];
	for await (const answer of both.engine.answer(POOL, EIGHT, signal)) {
		if (answers.push(answer) > 1) continue;
		await Promise.all([answered(both, 1), answered(both, 2)]);
		then();
	}
	return answers.sort((one, other) => one.index - other.index);
}

async function loaded(how?: Watching) {
	const both = watched(how);
	await both.engine.load(SHIPPED, { device: 'wasm' }, never);
	return both;
}

describe('two workers', () => {
	test('give the answers of one, each once, and both take part', async () => {
		const both = await loaded();
		expect(both.seen).toHaveLength(1);
		expect(await answersWith(both)).toEqual(expected);
		const [first, helper] = both.seen.map(({ answers }) => answers);
		expect(first).toBeGreaterThan(8);
		expect(helper).toBeGreaterThan(8);
		expect((first ?? 0) + (helper ?? 0)).toBe(POOL.length);
		expect(both.engine.measured).toMatchObject({ batch: 8, workers: 2 });
	}, 120_000);

	test('sample what one samples, by seed and by seeds', async () => {
		const { engine } = await loaded({ helping: AT_LOAD });
		for (const seeds of [{}, { seeds: POOL.map((_, index) => 1000 + index) }]) {
			const options = { ...EIGHT, temperature: 1.2, ...seeds };
			expect(await answersOf(engine, POOL, options)).toEqual(await answersOf(alone, POOL, options));
		}
	}, 120_000);

	test('refuse together what the engine doesn’t offer, and both answer what is asked next', async () => {
		const both = await loaded({ helping: AT_LOAD });
		const refused = { ...EIGHT, schema: { type: 'object' } };
		expect(await failure(answersOf(both.engine, POOL, refused))).toBe('student/not-offered');
		expect(await answersWith(both)).toEqual(expected);
	}, 120_000);

	test('find the best batch on the way, and keep to it', async () => {
		const { engine, seen } = await loaded({ helping: AT_LOAD });
		const pool = prompts(300);
		const ofOne = await answersOf(alone, pool);
		// One share may be too little for every size.
		for (let call = 0; call < 2; call++) expect(await answersOf(engine, pool)).toEqual(ofOne);
		const found = engine.measured?.batch;
		expect([8, 16, 32, 64]).toContain(found);
		await answersOf(engine, prompts(4), { ...GREEDY, batch: 3 });
		await answersOf(engine, pool);
		expect(engine.measured?.batch).toBe(found);
		expect(seen).toHaveLength(2);
		expect(seen.every(({ answers }) => answers > 0)).toBe(true);
	}, 120_000);

	test('are there before the first answer where they are to be measured', async () => {
		const { engine, seen } = watched({ helping: AT_LOAD });
		const rows = [];
		const engines = [
			{ id: 'both', device: 'wasm' as const, batches: [8], open: () => engine },
		] as const;
		const world = { now: () => performance.now(), memory: () => Promise.resolve(null) };
		for await (const step of measureDevice(SHIPPED, engines, world, never))
			if (step.kind === 'row') rows.push(step.row);
		expect(rows).toMatchObject([{ kind: 'measured', figures: { answers: 96 } }]);
		expect(seen).toHaveLength(2);
		// 6 batches of 8 for the first token, then shares of 96.
		expect(seen[0]?.answers).toBeGreaterThanOrEqual(48 + 18);
		expect(seen[1]?.answers).toBeGreaterThanOrEqual(18);
		expect(seen.every(({ isEnded }) => isEnded)).toBe(true);
	}, 120_000);
});

describe('one worker', () => {
	test.each([
		['prompts that are asked one by one', { prompts: 120, batch: 1 }],
		['prompts that are too few for two', { prompts: 15, batch: 8 }],
		['few prompts without a batch', { prompts: 63 }],
	])('answers %s', async (_what, { prompts: count, ...batch }) => {
		const { engine, seen } = await loaded();
		const answers = await answersOf(engine, POOL.slice(0, count), { ...GREEDY, ...batch });
		expect(answers).toHaveLength(count);
		expect(seen).toHaveLength(1);
	});

	test('answers where nothing else was asked for', async () => {
		const { engine, seen } = await loaded({ helping: { helpers: 'none', lines: 2 } });
		expect(await answersOf(engine, POOL, EIGHT)).toEqual(expected);
		expect(seen).toHaveLength(1);
	});

	test('answers on a GPU', async () => {
		const { engine, seen } = watched();
		await engine.load(SHIPPED, { device: 'webgpu' }, never);
		await answersOf(engine, prompts(4), { ...GREEDY, maxTokens: 1, batch: 2 });
		expect(seen).toHaveLength(1);
	}, 300_000);

	test.runIf(crossOriginIsolated && navigator.hardwareConcurrency > 1)(
		'answers for a student that has several threads',
		async () => {
			const source = { kind: 'stored', folder: 'tests/large' } as const;
			await storeLarge(source.folder);
			const { engine, seen } = watched();
			await engine.load(source, { device: 'wasm' }, never);
			const few = POOL.slice(0, 16);
			expect(await answersOf(engine, few, EIGHT)).toEqual(expected.slice(0, 16));
			expect(seen).toHaveLength(1);
			engine.close();
			await new OpfsStudentFiles().delete(source.folder);
		},
		300_000,
	);
});

/** The shipped student in a graph of more than 128 MB: its description at the end is long. */
async function storeLarge(folder: string): Promise<void> {
	const files = new OpfsStudentFiles();
	for (const path of [
		'config.json',
		'tokenizer.json',
		'tokenizer_config.json',
		'generation_config.json',
		'onnx/model.onnx',
	]) {
		const file = await (await fetch(`/models/practice-student/${path}`)).blob();
		await files.write(
			folder,
			path,
			path === 'onnx/model.onnx' ? new Blob([file, description()]) : file,
		);
	}
}

/** `doc_string`, field 6 of ONNX's ModelProto: a tag, the length as a varint, then text. */
function description(): Blob {
	const bytes = 128_000_000;
	const length = [0, 7, 14, 21].map((bits) => ((bytes >> bits) & 0x7f) | (bits < 21 ? 0x80 : 0));
	return new Blob([new Uint8Array([(6 << 3) | 2, ...length]), new Uint8Array(bytes).fill(0x20)]);
}

describe('a helper', () => {
	test('that dies midway loses nothing and isn’t opened again', async () => {
		const both = await loaded();
		const then = () => both.seen[1]?.worker.terminate();
		expect(await answersWith(both, { then })).toEqual(expected);
		expect(await answersOf(both.engine, POOL, EIGHT)).toEqual(expected);
		expect(both.seen).toHaveLength(2);
	}, 120_000);

	test('that can’t load loses nothing and isn’t opened again', async () => {
		const { engine, seen } = await loaded({ dying: [2] });
		expect(await answersOf(engine, POOL, EIGHT)).toEqual(expected);
		await vi.waitFor(() => {
			expect(seen[1]?.isEnded).toBe(true);
		});
		expect(await answersOf(engine, POOL, EIGHT)).toEqual(expected);
		expect(seen).toHaveLength(2);
		expect(seen[1]?.answers).toBe(0);
	}, 120_000);

	test('that can’t load where all are to be measured is an error, and leaves no worker', async () => {
		const { engine, seen } = watched({ helping: AT_LOAD, dying: [2] });
		expect(await failure(engine.load(SHIPPED, { device: 'wasm' }, never))).toBe(
			'student/worker-died',
		);
		expect(seen.map(({ isEnded }) => isEnded)).toEqual([true, true]);
		expect(engine.loaded).toBeNull();
	}, 120_000);

	test('that is still loading is not waited for, and stays for later', async () => {
		const both = await loaded({ held: [2] });
		const { engine, seen } = both;
		expect(await answersOf(engine, POOL, EIGHT)).toEqual(expected);
		expect(seen.map(({ answers }) => answers)).toEqual([POOL.length, 0]);
		seen[1]?.release();
		expect(await answersWith(both)).toEqual(expected);
		expect(seen).toHaveLength(2);
	}, 120_000);

	test.each([
		['closed', null],
		['given another student', SHIPPED],
	])('that is loading when the engine is %s leaves no worker', async (_how, other) => {
		const { engine, seen } = await loaded({ held: [2] });
		const answering = engine.answer(POOL, EIGHT, never);
		await answering.next();
		engine.close();
		if (other !== null) await engine.load(other, { device: 'wasm' }, never);
		expect(await failure(rest(answering))).toBe('student/closed');
		const ended = seen.map(({ isEnded }) => isEnded);
		expect(ended).toEqual(other === null ? [true, true] : [true, true, false]);
	});
});

async function rest(answering: AsyncIterable<StudentAnswer>): Promise<readonly StudentAnswer[]> {
	const answers: StudentAnswer[] = [];
	for await (const answer of answering) answers.push(answer);
	return answers;
}

test('a first worker that dies with a helper under way loses nothing, and is replaced', async () => {
	const both = await loaded();
	const then = () => both.seen[0]?.worker.terminate();
	expect(await answersWith(both, { then })).toEqual(expected);
	expect(both.seen).toHaveLength(3);
	expect(await answersOf(both.engine, POOL, EIGHT)).toEqual(expected);
	// A replacement that comes when all is answered is given up for another in the next call.
	const [first, helper, ...others] = both.seen.map(({ isEnded }) => isEnded);
	expect([first, helper, others.filter((isEnded) => !isEnded)]).toEqual([true, false, [false]]);
}, 120_000);

test('an abort ends both at once, and both answer on', async () => {
	const both = await loaded();
	const stop = new AbortController();
	const then = () => {
		stop.abort(new Error('enough'));
	};
	await expect(answersWith(both, { then, signal: stop.signal })).rejects.toThrow('enough');
	expect(both.seen.map(({ aborts }) => aborts)).toEqual([1, 1]);
	expect(await answersWith(both)).toEqual(expected);
	expect(both.seen).toHaveLength(2);
}, 120_000);

test('closed with both at work, no worker is left and the answers end by name', async () => {
	const both = await loaded();
	const then = () => {
		both.engine.close();
	};
	expect(await failure(answersWith(both, { then }))).toBe('student/closed');
	expect(both.seen.map(({ isEnded }) => isEnded)).toEqual([true, true]);
}, 120_000);
