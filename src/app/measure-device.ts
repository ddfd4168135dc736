/** Measures a student on this device: each engine and batch by itself, asked as the pages ask it. */
import type { Message } from '../core/call.ts';
import {
	cellsOf,
	type BenchmarkCell,
	type BenchmarkFigures,
	type BenchmarkRow,
} from '../core/device-benchmark/benchmark.ts';
import { benchmarkPrompts } from '../core/device-benchmark/prompts.ts';
import { rateInterval } from '../core/device-benchmark/rate.ts';
import { codeOf, messageOf } from '../core/error.ts';
import type { StudentDevice, StudentSource } from '../core/student.ts';
import { median } from './chat.ts';
import type { StudentEngine, StudentOptions } from './ports/student-engine.ts';

/** An engine as this device has it. */
export type MeasurableEngine = {
	/** 'transformers-wasm' and the like. */
	readonly id: string;
	readonly device: StudentDevice;
	/** Batches worth measuring. */
	readonly batches: readonly number[];
	/** One of the measurement's own, which is closed after each cell. */
	readonly open: () => StudentEngine;
};

export type MeasuringWorld = {
	/** A steady clock, ms. */
	readonly now: () => number;
	/** Bytes of the page and its workers; null where the browser doesn't tell. */
	readonly memory: () => Promise<number | null>;
};

type Doing = 'load' | 'first-token' | 'answers' | 'memory';

export type MeasuringStep =
	| {
			readonly kind: 'at';
			readonly cell: BenchmarkCell;
			/** Cells that are done, of all. */
			readonly done: number;
			readonly of: number;
			readonly doing: Doing;
	  }
	| { readonly kind: 'row'; readonly row: BenchmarkRow };

type Prompts = readonly (readonly Message[])[];
type Asking = {
	readonly engine: StudentEngine;
	readonly batch: number;
	readonly world: MeasuringWorld;
	readonly signal: AbortSignal;
};

/** Answers that a cell's rate is measured on, and batches of them where that is more; fewer on a slow device. */
const ANSWERS = 96;
const BATCHES = 8;
/** How often the first token is waited for. */
const REPEATS = 5;
/** A slow device ends each of the two measurements of a cell after the first answers beyond this. */
const LONG_ENOUGH_MS = 15_000;
/** The likeliest tokens, so that every engine and batch has the same work. */
const GREEDY = { temperature: 0, maxTokens: 64, seed: 1 } satisfies StudentOptions;

/** Steps and rows as they come; a cell that fails is a row too. Throws the signal's reason. */
export async function* measureDevice(
	source: StudentSource,
	engines: readonly MeasurableEngine[],
	world: MeasuringWorld,
	signal: AbortSignal,
): AsyncGenerator<MeasuringStep, void, void> {
	const cells = cellsOf(engines);
	for (const [done, cell] of cells.entries()) {
		const engine = engines.find(({ id }) => id === cell.engine);
		if (engine === undefined) continue;
		for await (const step of cellSteps(source, { engine, cell, world }, signal))
			yield step.kind === 'at' ? { ...step, done, of: cells.length } : step;
	}
}

type CellStep =
	| Omit<Extract<MeasuringStep, { kind: 'at' }>, 'done' | 'of'>
	| Extract<MeasuringStep, { kind: 'row' }>;

async function* cellSteps(
	source: StudentSource,
	of: {
		readonly engine: MeasurableEngine;
		readonly cell: BenchmarkCell;
		readonly world: MeasuringWorld;
	},
	signal: AbortSignal,
): AsyncGenerator<CellStep, void, void> {
	const { cell, world } = of;
	const engine = of.engine.open();
	const at = (doing: Doing) => ({ kind: 'at', cell, doing }) as const;
	try {
		yield at('load');
		const began = world.now();
		await engine.load(source, { device: of.engine.device }, signal);
		const loadMs = world.now() - began;
		const asking = { engine, batch: cell.batch, world, signal };
		yield at('first-token');
		const firstTokenMs = await firstToken(asking);
		yield at('answers');
		const answers = await answerPace(asking);
		yield at('memory');
		const memoryBytes = await world.memory();
		signal.throwIfAborted();
		yield {
			kind: 'row',
			row: {
				...cell,
				kind: 'measured',
				figures: { loadMs, firstTokenMs, ...answers, memoryBytes },
			},
		};
	} catch (thrown) {
		signal.throwIfAborted();
		yield { kind: 'row', row: failedRow(cell, thrown) };
	} finally {
		engine.close();
	}
}

function failedRow(cell: BenchmarkCell, thrown: unknown): BenchmarkRow {
	return { ...cell, kind: 'failed', code: codeOf(thrown), message: messageOf(thrown) };
}

/** The median of a few batches of which each answer is one token; null where a batch had none. */
async function firstToken(asking: Asking): Promise<number | null> {
	const { batch, world } = asking;
	const prompts = benchmarkPrompts(batch * (REPEATS + 1));
	const began = world.now();
	const times: number[] = [];
	for (let turn = 0; turn <= REPEATS; turn++) {
		const ms = await firstAnswerMs(asking, prompts.slice(turn * batch, (turn + 1) * batch));
		// The first work after loading takes longer than any later one.
		if (turn > 0) times.push(ms);
		if (times.length > 0 && world.now() - began > LONG_ENOUGH_MS) break;
	}
	return median(times.filter((ms) => !Number.isNaN(ms)));
}

async function firstAnswerMs({ engine, batch, world, signal }: Asking, prompts: Prompts) {
	const began = world.now();
	let firstMs = NaN;
	const options = { ...GREEDY, maxTokens: 1, batch };
	const answering = engine.answer(prompts, options, signal)[Symbol.asyncIterator]();
	let next = await answering.next();
	if (next.done !== true) firstMs = world.now() - began;
	while (next.done !== true) next = await answering.next();
	return firstMs;
}

type AnswerPace = Omit<BenchmarkFigures, 'loadMs' | 'firstTokenMs' | 'memoryBytes'>;

async function answerPace({ engine, batch, world, signal }: Asking): Promise<AnswerPace> {
	const prompts = benchmarkPrompts(Math.max(ANSWERS, BATCHES * batch));
	const began = world.now();
	const atMs: number[] = [];
	let tokens = 0;
	let ms = 0;
	for await (const answer of engine.answer(prompts, { ...GREEDY, batch }, signal)) {
		tokens += answer.tokens ?? 0;
		ms = world.now() - began;
		atMs.push(ms);
		if (ms > LONG_ENOUGH_MS) break;
	}
	const answers = atMs.length;
	const answersPerMinuteInterval = rateInterval(atMs, batch);
	const answersPerMinute = ms > 0 ? (60_000 * answers) / ms : null;
	// Broken off, the engine has worked on answers that nobody counted.
	const comparable = answers === prompts.length ? answersPerMinute : null;
	const pace = { answers, tokens, answersPerMinute, answersPerMinuteInterval };
	return { ...pace, ...enginePace(engine, batch, comparable) };
}

/** By the engine's own clock; all unknown where it has none. */
function enginePace(
	{ measured }: StudentEngine,
	batch: number,
	pagePerMinute: number | null,
): Pick<BenchmarkFigures, 'decodeTokensPerSecond' | 'overhead'> {
	if (measured?.batch !== batch) return { decodeTokensPerSecond: null, overhead: null };
	return {
		decodeTokensPerSecond: measured.decodeTokensPerSecond ?? null,
		overhead: pagePerMinute === null ? null : measured.answersPerMinute / pagePerMinute - 1,
	};
}
