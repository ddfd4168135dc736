/** The product's student without its pages, and the bare engine beside it: what `bench -- student` opens in Chromium. */
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
async function beside(engine: StudentEngine, prompts: Prompts, { device, rounds }: Engine) {
	const bare = new BareEngine();
	const order = { device, prompts, maxTokens: GREEDY.maxTokens };
	/** What each side must have said, or the two did different work. */
	let said: string | undefined;
	const mind = (texts: readonly string[], who: string) => {
		const text = JSON.stringify(texts);
		if ((said ??= text) !== text) throw new Error(`${who} gave other answers than who went before`);
	};
	const ours: Spent[] = [];
	const perCall: Spent[] = [];
	const session: Spent[] = [];
	const generate: Spent[] = [];
	const turns = [
		async () => {
			const work = async () => {
				const given = await answers(engine, prompts, { ...GREEDY, batch: 1 });
				mind(
					given.map(({ text }) => text),
					'the product',
				);
			};
			ours.push(await spent(work));
		},
		async () => {
			perCall.push(await spent(() => oneByOne(engine, prompts)));
		},
		async () => {
			const work = async () => {
				mind((await bare.answer({ ...order, loop: 'onnx-session' })).texts, 'the bare session');
			};
			session.push(await spent(work));
		},
		async () => {
			generate.push(await spent(() => bare.answer({ ...order, loop: 'generate' })));
		},
	];
	// Loads it and warms it up.
	for (const loop of ['onnx-session', 'generate'] as const)
		await bare.answer({ ...order, prompts: prompts.slice(0, 2), loop });
	for (let round = 0; round < rounds; round++)
		for (const turn of round % 2 === 0 ? turns : turns.toReversed()) await turn();
	bare.close();
	return {
		overhead: ratio(ours, session, 'ms') - 1,
		overheadCpu: ratio(ours, session, 'cpuMs') - 1,
		overheadPerCall: ratio(perCall, session, 'ms') - 1,
		overheadOverGenerate: ratio(ours, generate, 'ms') - 1,
	};
}

/** All at the best batch, and as many as one waits for in batches of one, in turns. */
async function batched(engine: StudentEngine, prompts: Prompts, { asked, rounds }: Engine) {
	const few = prompts.slice(0, asked.alone);
	const many = prompts.slice(0, asked.together);
	// Finds the best batch.
	await answers(engine, many);
	const alone: Spent[] = [];
	const together: Spent[] = [];
	let tokens = 0;
	for (let round = 0; round < rounds; round++) {
		alone.push(await spent(() => answers(engine, few, { ...GREEDY, batch: 1 })));
		together.push(
			await spent(async () => {
				tokens = sum((await answers(engine, many)).map((answer) => answer.tokens ?? NaN));
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
	};
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

async function measured(name: EngineName) {
	const how: Engine = ENGINES[name];
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
	const together = await batched(engine, prompts, how);
	engine.close();
	return {
		loadMs,
		...pace,
		...together,
		...compared,
		parity: isSame,
		peakMemoryMb: memoryMb,
		adapter: how.device === 'webgpu' ? await adapterName() : null,
	};
}

async function adapterName(): Promise<string | null> {
	const adapter = await navigator.gpu.requestAdapter();
	if (adapter === null) return null;
	const { vendor, architecture, description } = adapter.info;
	return description || [vendor, architecture].filter(Boolean).join(' ');
}

Object.assign(globalThis, { retortBench: { engines: Object.keys(ENGINES), measured } });
