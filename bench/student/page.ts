/** The product's student without its pages, and the bare engine beside it: what `bench -- student` opens in Chromium. */
import { OpfsStudentFiles } from '../../src/adapters/opfs/student-files.ts';
import { memoryInUse } from '../../src/adapters/system/memory.ts';
import { median } from '../../src/app/chat.ts';
import type {
	LoadedStudent,
	StudentAnswer,
	StudentEngine,
	StudentOptions,
} from '../../src/app/ports/student-engine.ts';
import { readSelfTest, runSelfTest } from '../../src/app/self-test.ts';
import type { Message } from '../../src/core/call.ts';
import { makePracticeProject } from '../../src/core/practice/project.ts';
import { PRACTICE_SKILLS } from '../../src/core/practice/world.ts';
import { studentMessages } from '../../src/core/prompts/teacher-prompt.ts';
import { BareEngine } from './bare.ts';
import { ENGINES, type Engine, type EngineName } from './engines.ts';

type Prompts = readonly (readonly Message[])[];

const never = new AbortController().signal;
/** As the practice recipe asks its student. */
const GREEDY: StudentOptions = { temperature: 0, maxTokens: 64, seed: 1 };
const SHIPPED = { kind: 'shipped', folder: 'practice-student' } as const;

/** The shipped student's held-out instructions, one of each skill after the other, so that the first few are of all kinds. */
function heldOut(): Prompts {
	const rows = makePracticeProject(1).filter(({ split }) => split === 'heldOut');
	const skills = PRACTICE_SKILLS.length;
	const perSkill = rows.length / skills;
	return rows.flatMap((_, place) => {
		const row = rows[(place % skills) * perSkill + Math.floor(place / skills)];
		return row === undefined ? [] : [studentMessages(row)];
	});
}

async function answers(engine: StudentEngine, prompts: Prompts, options = GREEDY) {
	const given: StudentAnswer[] = [];
	for await (const answer of engine.answer(prompts, options, never)) given.push(answer);
	return given.sort((one, other) => one.index - other.index);
}

/** Each prompt in a call of its own, as a chat asks. */
async function oneByOne(
	engine: StudentEngine,
	prompts: Prompts,
	{
		maxTokens = GREEDY.maxTokens,
		onTime,
	}: { readonly maxTokens?: number; readonly onTime?: (ms: number) => void } = {},
): Promise<void> {
	for (const prompt of prompts) {
		const began = performance.now();
		await answers(engine, [prompt], { ...GREEDY, maxTokens, batch: 1 });
		onTime?.(performance.now() - began);
	}
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Those few enough tokens long that the engine is to answer. */
async function fitting(engine: StudentEngine, { asked }: Engine): Promise<Prompts> {
	const all = heldOut();
	if (asked.tokens === Infinity) return all;
	const fit: (readonly Message[])[] = [];
	for (const prompt of all) {
		if ((await engine.promptIds(prompt)).length <= asked.tokens) fit.push(prompt);
		if (fit.length === Math.max(asked.alone, asked.together)) break;
	}
	return fit;
}

type Spent = {
	/** By the clock. */
	readonly ms: number;
	/** Processor time of the browser's pages and their workers: what else the machine does shows less in it. */
	readonly cpuMs: number;
};
const { rendererCpuMs } = globalThis as unknown as { rendererCpuMs: () => Promise<number> };

async function spent(work: () => Promise<unknown>): Promise<Spent> {
	const cpuMs = await rendererCpuMs();
	const began = performance.now();
	await work();
	const ms = performance.now() - began;
	return { ms, cpuMs: (await rendererCpuMs()) - cpuMs };
}

/** Median over the rounds of one by the other of its round. */
function ratio(some: readonly Spent[], others: readonly Spent[], of: keyof Spent): number {
	return median(some.map((one, round) => one[of] / (others[round]?.[of] ?? NaN))) ?? NaN;
}

/** Product and bare engine in turns, so that both meet the same moods of the machine; the first to go changes. */
async function beside(engine: StudentEngine, prompts: Prompts, how: Engine) {
	const { device, rounds, loops } = how;
	const bare = new BareEngine(how.bare());
	const order = { device, prompts, maxTokens: GREEDY.maxTokens };
	/** What each side must have said, or the two did different work. */
	let said: string | undefined;
	const mind = (texts: readonly string[], who: string) => {
		const text = JSON.stringify(texts);
		if ((said ??= text) !== text) throw new Error(`${who} gave other answers than who went before`);
	};
	const ours: Spent[] = [];
	const perCall: Spent[] = [];
	const others = loops.map((loop) => ({ loop, took: [] as Spent[] }));
	const ask = async () => {
		const given = await answers(engine, prompts, { ...GREEDY, batch: 1 });
		mind(
			given.map(({ text }) => text),
			'the product',
		);
	};
	const turns = [
		async () => ours.push(await spent(ask)),
		async () => perCall.push(await spent(() => oneByOne(engine, prompts))),
		...others.map(({ loop, took }) => async () => {
			const work = async () => {
				mind((await bare.answer({ ...order, loop })).texts, `the bare ${loop}`);
			};
			took.push(await spent(work));
		}),
	];
	// Loads it and warms it up.
	for (const { loop } of others)
		await bare.answer({ ...order, prompts: prompts.slice(0, 2), loop });
	for (let round = 0; round < rounds; round++)
		for (const turn of round % 2 === 0 ? turns : turns.toReversed()) await turn();
	bare.close();
	return {
		overhead: over(ours, others[0]?.took, 'ms'),
		overheadCpu: over(ours, others[0]?.took, 'cpuMs'),
		overheadPerCall: over(perCall, others[0]?.took, 'ms'),
		overheadOverGenerate: over(ours, others[1]?.took, 'ms'),
	};
}

/** How much more the first took; null where there is no other. */
function over(some: readonly Spent[], others: readonly Spent[] | undefined, of: keyof Spent) {
	return others === undefined ? null : ratio(some, others, of) - 1;
}

type Asked = {
	readonly alone: number;
	readonly together: number;
	readonly rounds: number;
	readonly maxTokens?: number;
};

/** All at the best batch, and as many as one waits for in batches of one, in turns. */
async function batched(
	engine: StudentEngine,
	prompts: Prompts,
	{ alone: fewAsked, together: manyAsked, rounds, maxTokens = GREEDY.maxTokens }: Asked,
) {
	const few = prompts.slice(0, fewAsked);
	const many = prompts.slice(0, manyAsked);
	const options = { ...GREEDY, maxTokens };
	// Finds the best batch.
	await answers(engine, many, options);
	const alone: Spent[] = [];
	const together: Spent[] = [];
	let tokens = 0;
	for (let round = 0; round < rounds; round++) {
		alone.push(await spent(() => answers(engine, few, { ...options, batch: 1 })));
		together.push(
			await spent(async () => {
				const given = await answers(engine, many, options);
				tokens = sum(given.map((answer) => answer.tokens ?? NaN));
			}),
		);
	}
	const share = many.length / few.length;
	const ms = median(together.map((one) => one.ms)) ?? NaN;
	return {
		batch: engine.measured?.batch ?? null,
		batchedRatio: share * ratio(alone, together, 'ms'),
		batchedRatioCpu: share * ratio(alone, together, 'cpuMs'),
		answersPerMinute: (60_000 * many.length) / ms,
		aloneAnswersPerMinute: (60_000 * few.length) / (median(alone.map((one) => one.ms)) ?? NaN),
		tokensPerSecond: (1000 * tokens) / ms,
		answerTokens: tokens / many.length,
	};
}

/** A token that the student never writes, in place of the one that ends its answers. */
const NEVER_WRITTEN = 0;
const ENDLESS = { kind: 'stored', folder: 'bench/endless' } as const;
const LOADED = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model.onnx'];

/** The shipped student with answers of these lengths, by length: its own are of a few tokens. */
async function longAnswers(
	prompts: Prompts,
	{ open, device, long, rounds }: Engine,
): Promise<Record<string, number | null>> {
	if (long === null) return {};
	const files = new OpfsStudentFiles();
	for (const path of LOADED) {
		const data = await (await fetch(`/models/practice-student/${path}`)).blob();
		await files.write(ENDLESS.folder, path, data);
	}
	const ending = new Blob([JSON.stringify({ eos_token_id: NEVER_WRITTEN })]);
	await files.write(ENDLESS.folder, 'generation_config.json', ending);
	const found: Record<string, number | null> = {};
	for (const maxTokens of long.lengths) {
		const engine = open();
		await engine.load(ENDLESS, { device }, never);
		const figures = await batched(engine, prompts, { ...long.prompts, rounds, maxTokens });
		engine.close();
		if (figures.answerTokens !== maxTokens)
			throw new Error(`expected answers of ${maxTokens} tokens, got ${figures.answerTokens}`);
		for (const name of ['batch', 'batchedRatio', 'batchedRatioCpu', 'tokensPerSecond'] as const)
			found[`${name}At${maxTokens}`] = figures[name];
	}
	await files.delete(ENDLESS.folder);
	return found;
}

/** To the first token, through adapter, rpc and worker; and by the engine's own time what follows it, one by one. */
async function paces(engine: StudentEngine, prompts: Prompts) {
	const times: number[] = [];
	await oneByOne(engine, prompts, { maxTokens: 1, onTime: (ms) => times.push(ms) });
	await answers(engine, prompts, { ...GREEDY, batch: 1 });
	const decodeTokensPerSecond = engine.measured?.decodeTokensPerSecond ?? null;
	return { ttftMs: median(times), decodeTokensPerSecond };
}

/** Most that page and workers hold while the engine answers, in MB; null where the browser doesn't tell. */
async function peakMemoryMb(engine: StudentEngine, prompts: Prompts): Promise<number | null> {
	const over = new AbortController();
	const watch = async () => {
		let peak = 0;
		while (!over.signal.aborted) peak = Math.max(peak, (await memoryInUse()) ?? 0);
		return peak;
	};
	const watching = watch();
	await answers(engine, prompts);
	over.abort();
	const peak = await watching;
	return peak === 0 ? null : peak / 1e6;
}

async function parity(engine: StudentEngine, facts: LoadedStudent): Promise<boolean> {
	const text = await (await fetch('/models/practice-student/selftest.json')).text();
	const result = await runSelfTest(engine, readSelfTest(text), { facts, signal: never });
	return result.passed;
}

/** A student that isn't the shipped one may be a hundred times slower, and end no answer by itself. */
const OF_ANOTHER = { asked: { alone: 8, together: 96, tokens: Infinity }, rounds: 2, long: null };

/** `rounds`: other than usual. `isAnother`: another student lies in the shipped one's place. */
async function measured(
	name: EngineName,
	{ rounds, isAnother }: { readonly rounds?: number; readonly isAnother: boolean },
) {
	const usual: Engine = { ...ENGINES[name], ...(isAnother ? OF_ANOTHER : {}) };
	const how: Engine = { ...usual, rounds: rounds ?? usual.rounds };
	const engine = how.open();
	const began = performance.now();
	const facts = await engine.load(SHIPPED, { device: how.device }, never);
	const loadMs = performance.now() - began;
	const isSame = await parity(engine, facts);
	const prompts = await fitting(engine, how);
	const alone = prompts.slice(0, how.asked.alone);
	const memoryMb = await peakMemoryMb(engine, prompts.slice(0, how.asked.together));
	const pace = await paces(engine, alone);
	const compared = await beside(engine, alone, how);
	const { isBatched, asked } = how;
	const together = await batched(engine, prompts, {
		...(isBatched ? asked : { alone: asked.alone, together: asked.alone }),
		rounds: isBatched ? how.rounds : 1,
	});
	const promptTokens = await medianTokens(engine, alone);
	engine.close();
	const long = await longAnswers(prompts, how);
	return {
		loadMs,
		promptTokens,
		...pace,
		...together,
		...(isBatched ? {} : { batchedRatio: null, batchedRatioCpu: null }),
		...compared,
		...long,
		parity: isSame,
		peakMemoryMb: memoryMb,
		adapter: how.device === 'webgpu' ? await adapterName() : null,
	};
}

async function medianTokens(engine: StudentEngine, prompts: Prompts): Promise<number | null> {
	const counts: number[] = [];
	for (const prompt of prompts) counts.push((await engine.promptIds(prompt)).length);
	return median(counts);
}

async function adapterName(): Promise<string | null> {
	const adapter = await navigator.gpu.requestAdapter();
	if (adapter === null) return null;
	const { vendor, architecture, description } = adapter.info;
	return description || [vendor, architecture].filter(Boolean).join(' ');
}

Object.assign(globalThis, { retortBench: { engines: Object.keys(ENGINES), measured } });
