/** What every student engine promises: the real ones on the practice student, a real trainer's too, and the fake. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commands } from 'vitest/browser';
import { RemoteStudentEngine } from '../../../src/adapters/remote/student-engine.ts';
import { sleep } from '../../../src/adapters/system/sleep.ts';
import { TransformersStudentEngine } from '../../../src/adapters/transformers/student-engine.ts';
import { TransformersTokenReader } from '../../../src/adapters/transformers/token-reader.ts';
import { WebLlmStudentEngine } from '../../../src/adapters/web-llm/student-engine.ts';
import type {
	StudentAnswer,
	StudentEngine,
	StudentOptions,
} from '../../../src/app/ports/student-engine.ts';
import type { Message } from '../../../src/core/call.ts';
import { readSelfTest, runSelfTest } from '../../../src/app/self-test.ts';
import type { AnsweringNews, AnsweringWish } from '../../fakes/answering-trainer.ts';
import { FakeStudentEngine } from '../../fakes/fake-student.ts';
import { answersOf, GREEDY, never, prompts, SHIPPED } from './practice.ts';

declare module 'vitest/browser' {
	interface BrowserCommands {
		answering: (wish: AnsweringWish) => Promise<AnsweringNews>;
	}
}
const ON_WASM = { device: 'wasm' } as const;
const [PROMPT = []] = prompts(1);
/** Fills any context. */
const LONG: readonly Message[] = [{ role: 'user', content: 'seven '.repeat(600) }];
const enough = () => AbortSignal.abort(new Error('enough'));
const number = expect.any(Number) as number;

/** Hears all items; `onItem` hears each. */
async function hear<T>(items: AsyncIterable<T>, onItem: (item: T) => void = () => undefined) {
	const heard: T[] = [];
	for await (const item of items) {
		heard.push(item);
		onItem(item);
	}
	return heard;
}
/** As a seeded run asks. */
const sampled = (seeds: readonly number[]): StudentOptions => ({
	...{ temperature: 1, maxTokens: 12, seed: 1 },
	seeds,
});
const textsOf = (answers: readonly StudentAnswer[]) => answers.map(({ text }) => text);

const ON_CPU = { engine: 'transformers.js', device: 'wasm', note: null };
const ON_GPU = {
	...{ engine: 'web-llm', device: 'webgpu' },
	note: 'WebGPU is here a program on the CPU (swiftshader): slower than WASM.',
};

const AT_TRAINER = {
	...{ engine: 'remote', device: 'remote', note: null },
	origin: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string,
};
let trainer: Promise<AnsweringNews> | undefined;
const link = async () => {
	trainer ??= commands.answering({ do: 'start', origin: location.origin });
	return { ...(await trainer), linkedAt: 1 };
};
afterAll(() => commands.answering({ do: 'stop' }));
const atTrainer = () =>
	new RemoteStudentEngine({
		...{ link, keyOf: () => undefined, tokens: () => new TransformersTokenReader() },
		...{ clock: () => Date.now(), sleep, random: Math.random },
	});

/** `many`: prompts asked at once; a program in place of a GPU gives an answer in about a second. */
describe.each<[string, () => StudentEngine, { readonly on: object; readonly many: number }]>([
	['the fake', () => new FakeStudentEngine(new Map()), { on: ON_CPU, many: 20 }],
	['transformers.js', () => new TransformersStudentEngine(), { on: ON_CPU, many: 20 }],
	['web-llm', () => new WebLlmStudentEngine(), { on: ON_GPU, many: 4 }],
	['the linked trainer', atTrainer, { on: AT_TRAINER, many: 20 }],
])('a student engine: %s', (which, open, { on, many }) => {
	const isHere = which !== 'the linked trainer';
	const engine = open();
	/** Bytes that loading told. */
	const seen: number[] = [];
	let facts: unknown;
	beforeAll(async () => {
		const onBytes = (done: number) => seen.push(done);
		facts = await engine.load(SHIPPED, { ...ON_WASM, onBytes }, never);
	}, 300_000);
	afterAll(() => {
		engine.close();
	});

	test('loading tells the bytes read, and in the end what was loaded', () => {
		expect(facts).toEqual({ ...on, contextTokens: 512, loadMs: number });
		expect(engine.loaded).toEqual(facts);
		if (!isHere) return;
		expect(seen.at(-1)).toBeGreaterThan(0);
		expect(seen).toEqual(seen.toSorted((a, b) => a - b));
	});

	test('loading what isn’t there fails by name, and an abort of it is thrown as it is', async () => {
		const other = open();
		const stored = { kind: 'stored', folder: 'nobody/here' } as const;
		await expect(other.load(stored, ON_WASM, never)).rejects.toMatchObject({
			...{ name: 'AppError', code: isHere ? 'student/file-missing' : 'student/not-at-trainer' },
		});
		await expect(other.load(SHIPPED, ON_WASM, enough())).rejects.toThrow('enough');
		const stop = new AbortController();
		const loading = other.load(SHIPPED, ON_WASM, stop.signal);
		stop.abort(new Error('enough'));
		await expect(loading).rejects.toThrow('enough');
		other.close();
	});

	test('nothing is measured and nothing answered where no student is loaded', async () => {
		const empty = open();
		expect([empty.loaded, empty.measured, empty.lastReply]).toEqual([null, null, null]);
		for (const call of [
			() => hear(empty.answer([PROMPT], GREEDY, never)),
			() => hear(empty.chat(PROMPT, GREEDY, never)),
			() => empty.promptIds(PROMPT),
			() => empty.countTokens([PROMPT], never),
			() => empty.greedyIds(PROMPT, 4, never),
		])
			await expect(call()).rejects.toMatchObject({ code: 'student/not-loaded' });
	});

	test('each prompt is answered exactly once, the same greedily whatever else is asked', async () => {
		const asked = prompts(many);
		const answers = await answersOf(engine, asked);
		expect(answers.map(({ index }) => index)).toEqual(asked.map((_, index) => index));
		for (const answer of answers)
			expect(answer).toEqual({
				...{ index: number, text: expect.any(String) as string, tokens: number },
				finish: expect.stringMatching(/^(stop|length)$/) as string,
			});
		const alone = await answersOf(engine, asked.slice(2, 3));
		expect(alone).toEqual([{ ...answers[2], index: 0 }]);
		expect(await answersOf(engine, [])).toEqual([]);
	});

	test('an answer has no more tokens than it may, and says when it was cut', async () => {
		const answers = await answersOf(engine, prompts(3), { ...GREEDY, maxTokens: 1 });
		expect(answers.map(({ tokens, finish }) => ({ tokens, finish }))).toEqual(
			Array(3).fill({ tokens: 1, finish: 'length' }),
		);
	});

	test('a prompt that fills the context has an empty answer, and the others go on', async () => {
		const [first, second] = await answersOf(engine, [LONG, PROMPT]);
		expect(first).toEqual({ index: 0, text: '', tokens: 0, finish: 'length' });
		expect(second?.tokens).toBeGreaterThan(0);
	});

	test('a sampled answer is its seed’s, whatever else is asked and in whichever order', async () => {
		const asked = prompts(Math.min(many, 12));
		const seeds = asked.map((_, index) => 1000 + index);
		const all = textsOf(await answersOf(engine, asked, sampled(seeds)));
		const some = [3, 1];
		const again = await answersOf(
			engine,
			some.map((index) => asked[index] ?? []),
			sampled(some.map((index) => seeds[index] ?? 0)),
		);
		expect(textsOf(again)).toEqual(some.map((index) => all[index]));
		const other = await answersOf(engine, asked, sampled(seeds.map((seed) => seed + 1)));
		expect(textsOf(other)).not.toEqual(all);
	});

	test('an abort ends answers as it is, and the student answers on', async () => {
		const stop = new AbortController();
		const heard: number[] = [];
		const answering = hear(engine.answer(prompts(100), GREEDY, stop.signal), ({ index }) => {
			heard.push(index);
			stop.abort(new Error('enough'));
		});
		await expect(answering).rejects.toThrow('enough');
		expect(heard).toHaveLength(1);
		for (const call of [
			() => hear(engine.answer([PROMPT], GREEDY, enough())),
			() => hear(engine.chat(PROMPT, GREEDY, enough())),
			() => engine.countTokens([PROMPT], enough()),
			() => engine.greedyIds(PROMPT, 4, enough()),
		])
			await expect(call()).rejects.toThrow('enough');
		expect(await answersOf(engine, [PROMPT])).toHaveLength(1);
	});

	test('a chat comes in pieces that make the greedy answer', async () => {
		for (const prompt of prompts(Math.min(many, 2))) {
			const pieces = await hear(engine.chat(prompt, GREEDY, never));
			expect(pieces).not.toContain('');
			expect(pieces.join('')).toBe((await answersOf(engine, [prompt]))[0]?.text);
		}
	});

	test('a stop text ends a reply and is no part of it, asked alone or among others', async () => {
		const asked = prompts(Math.min(many, 6));
		const whole = textsOf(await answersOf(engine, asked));
		// Across the tokens' borders, wherever they are.
		const longest = whole.toSorted((one, other) => other.length - one.length)[0] ?? '';
		const stop = longest.slice(1, 4);
		expect(stop).toHaveLength(3);
		const cut = whole.map((text) => text.split(stop)[0] ?? '');
		const options = { ...GREEDY, stop: ['never said', stop] };
		const answers = await answersOf(engine, asked, options);
		expect(textsOf(answers)).toEqual(cut);
		const place = whole.indexOf(longest);
		expect(answers[place]?.finish).toBe('stop');
		let told = '';
		for await (const piece of engine.chat(asked[place] ?? [], options, never)) {
			told += piece;
			expect(longest.startsWith(told)).toBe(true);
		}
		expect(told).toBe(longest.slice(0, longest.indexOf(stop)));
	});

	test('a top-p of next to nothing draws the greedy reply, at any temperature', async () => {
		const asked = prompts(Math.min(many, 6));
		const options = { ...GREEDY, temperature: 2, topP: 0.001 };
		expect(textsOf(await answersOf(engine, asked, options))).toEqual(
			textsOf(await answersOf(engine, asked)),
		);
		const told = await hear(engine.chat(asked[0] ?? [], options, never));
		expect(told.join('')).toBe((await answersOf(engine, asked.slice(0, 1)))[0]?.text);
	});

	test('a chat refuses a prompt that fills the context', async () => {
		await expect(hear(engine.chat(LONG, GREEDY, never))).rejects.toMatchObject({
			...{ name: 'AppError', code: 'student/prompt-too-long' },
		});
	});

	test('tokens are counted in whole conversations, in the order in which they were given', async () => {
		const answered: readonly Message[] = [...PROMPT, { role: 'assistant', content: 'seven' }];
		const [asked = NaN, both = NaN] = await engine.countTokens([PROMPT, answered], never);
		expect(Number.isInteger(asked)).toBe(true);
		expect(both).toBeGreaterThan(asked);
		expect(await engine.countTokens([answered, PROMPT], never)).toEqual([both, asked]);
		expect((await engine.promptIds(PROMPT)).length).toBeGreaterThanOrEqual(asked);
		expect(await engine.countTokens([], never)).toEqual([]);
	});

	test('ids are whole numbers, the same each time; greedy ones no more than they may be', async () => {
		const ids = await engine.promptIds(PROMPT);
		expect(await engine.promptIds(PROMPT)).toEqual(ids);
		if (!isHere) {
			expect(ids.every((id) => Number.isInteger(id) && id >= 0)).toBe(true);
			const greedyIds = engine.greedyIds(PROMPT, 3, never);
			await expect(greedyIds).rejects.toMatchObject({ code: 'student/not-told' });
			return;
		}
		const greedy = await engine.greedyIds(PROMPT, 3, never);
		expect([...ids, ...greedy].every((id) => Number.isInteger(id) && id >= 0)).toBe(true);
		expect(greedy.length).toBeGreaterThan(0);
		expect(greedy.length).toBeLessThanOrEqual(3);
		expect(await engine.greedyIds(PROMPT, 3, never)).toEqual(greedy);
	});

	test('a closed engine has no student until the next is loaded', async () => {
		engine.close();
		expect([engine.loaded, engine.measured]).toEqual([null, null]);
		await expect(engine.promptIds(PROMPT)).rejects.toMatchObject({ code: 'student/not-loaded' });
		await engine.load(SHIPPED, ON_WASM, never);
		expect(await answersOf(engine, [PROMPT])).toHaveLength(1);
	}, 120_000);
});

describe('the linked trainer', () => {
	const [here, there] = [new TransformersStudentEngine(), atTrainer()];
	beforeAll(async () => {
		await here.load(SHIPPED, ON_WASM, never);
		await there.load(SHIPPED, ON_WASM, never);
	}, 300_000);
	afterAll(() => {
		here.close();
		there.close();
	});

	test('answers as the same student does in the tab, and counts its tokens alike', async () => {
		const asked = prompts(40);
		const wanted = await answersOf(here, asked);
		expect(await answersOf(there, asked)).toEqual(wanted);
		expect(await there.countTokens(asked, never)).toEqual(await here.countTokens(asked, never));
		expect(await there.promptIds(PROMPT)).toEqual(await here.promptIds(PROMPT));
	});

	test('is held to the student’s self-test by the text of its replies', async () => {
		const response = await fetch('/models/practice-student/selftest.json');
		const selfTest = readSelfTest(await response.text());
		const { loaded: facts } = there;
		if (facts === null) throw new Error('not loaded');
		const on = { facts, signal: never };
		expect(await runSelfTest(there, selfTest, on)).toEqual({
			...{ passed: true, cases: selfTest.cases.length, device: 'remote', engine: 'remote' },
			origin: facts.origin,
		});
		const [first] = selfTest.cases;
		if (first === undefined) throw new Error('no case');
		const [one = 0, ...others] = first.greedy_ids;
		const wrong = { ...selfTest, cases: [{ ...first, greedy_ids: [one + 1, ...others] }] };
		expect(await runSelfTest(there, wrong, on)).toMatchObject({
			...{ passed: false, code: 'student/self-test-failed' },
		});
	});

	test('that is gone is named so', async () => {
		await commands.answering({ do: 'stop' });
		trainer = undefined;
		await expect(answersOf(there, prompts(2))).rejects.toMatchObject({
			code: 'student/unreachable',
		});
	});
});
