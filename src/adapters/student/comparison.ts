/** Engines with the same student, each asked as a pool asks it: which answers faster here. */
import type { EngineChoice } from '../../app/engine-choice.ts';
import type {
	LoadedStudent,
	StudentAnswer,
	StudentEngine,
	StudentOptions,
} from '../../app/ports/student-engine.ts';
import type { Message } from '../../core/call.ts';
import { codeOf } from '../../core/error.ts';
import {
	comparedWords,
	failedWords,
	lateWords,
	readsOtherwise,
	saysOtherwise,
} from './comparison-words.ts';

export type Asked = {
	readonly prompts: readonly (readonly Message[])[];
	readonly options: StudentOptions;
	/** Those that are asked now. */
	readonly places: readonly number[];
	readonly signal: AbortSignal;
};
/** An engine that may answer from several workers; `open` resolves when those that so many prompts are worth are there. */
export type PoolEngine = StudentEngine & {
	readonly open?: (prompts: number, options: StudentOptions, signal: AbortSignal) => Promise<void>;
};
/** What the page itself may choose. */
export type Compared = Exclude<EngineChoice, 'auto' | 'trainer'>;
export type Candidate = {
	readonly choice: Compared;
	readonly engine: PoolEngine;
	/** What was loaded; or why it isn't taken, in a sentence, where that is found out at once. */
	readonly load: () => Promise<LoadedStudent | string>;
};
/** One that is loaded. */
export type Loaded = Omit<Candidate, 'load'> & { readonly facts: LoadedStudent };
export type Found = Loaded & {
	/** What was measured of each, in a sentence or more. */
	readonly note: string;
	/** Of this one. */
	readonly answers: readonly StudentAnswer[];
};
export type Trial = Loaded & {
	readonly answers: readonly StudentAnswer[];
	readonly ms: number;
	/** That answered beside each other. */
	readonly workers: number;
};

type Comparing = {
	/** A steady clock, ms. */
	readonly now: () => number;
	/** Hears of one that is faster than all before it, before those are closed. */
	readonly onFaster: (loaded: Loaded) => void;
};

/** Fewer answers aren't worth loading a second engine. */
const WORTH_IT = 64;
/** What four workers, or a GPU's largest batch twice, can be filled with. */
const LEAST = 128;
const MOST = 1024;
/** The first one is asked about as many prompts as it answers in this time, which every other has at the least. */
const ABOUT_MS = 2000;
/** Of a slow one the answers in this time will do, and the next that come. */
const FIRST_MS = 10_000;
const WARM_UP_MS = 2000;
const PASSES = 8;
/** For the first answers of another, shaders compiled; beyond it, it is none that one would choose. */
const PATIENCE_MS = 30_000;
/** Times the best one's time: another that needs longer for the same prompts has lost clearly. */
const LOST = 1.5;
const PARITY_TOKENS = 12;

/** Answers a millisecond. */
const paceOf = ({ answers, ms }: Trial) => answers.length / ms;

/** Answers to the places that are asked; without own seeds a place's seed is that of its place among these. */
export async function* answersTo(
	engine: StudentEngine,
	{ prompts, options, places, signal }: Asked,
): AsyncGenerator<StudentAnswer, void, void> {
	const { seeds } = options;
	const asked = places.map((place) => prompts[place] ?? []);
	const own =
		seeds === undefined ? {} : { seeds: places.map((place) => seeds[place] ?? options.seed) };
	for await (const answer of engine.answer(asked, { ...options, ...own }, signal))
		yield { ...answer, index: places[answer.index] ?? answer.index };
}

/**
 * The fastest, which alone stays loaded; null where too little is asked to find out. The first is loaded already. Another
 * is loaded, must give the tokens that the best so far gives, is warmed up and asked the same prompts; that it fails is no
 * failure of the answers.
 */
export async function compare(
	first: Loaded,
	others: readonly Candidate[],
	asked: Asked,
	{ now, onFaster }: Comparing,
): Promise<Found | null> {
	if (asked.places.length < WORTH_IT) return null;
	const sample = await sampleFor(first, asked, now);
	let best = await trial(first, sample, { now, limitMs: FIRST_MS, isFirm: false });
	const all: (Trial | string)[] = [best];
	for (const other of others) {
		const result = await challenge(other, best, sample, now);
		all.push(result);
		const isFaster = typeof result !== 'string' && paceOf(result) > paceOf(best);
		if (isFaster) onFaster(result);
		(isFaster ? best : other).engine.close();
		if (isFaster) best = result;
	}
	const { choice, engine, facts, answers } = best;
	return { choice, engine, facts, answers, note: comparedWords(all, best) };
}

/** The first prompts, as many as the first engine, which is warm then, answers in a while. */
async function sampleFor(first: Loaded, asked: Asked, now: () => number): Promise<Asked> {
	const upTo = (count: number) => ({ ...asked, places: asked.places.slice(0, count) });
	const { answers, ms } = await warmUp(first, upTo(LEAST), now);
	return upTo(Math.min(MOST, Math.max(LEAST, Math.round((ABOUT_MS * answers) / ms))));
}

/** How it did; or why it isn't taken, in a sentence. */
async function challenge(
	{ choice, engine, load }: Candidate,
	best: Trial,
	asked: Asked,
	now: () => number,
): Promise<Trial | string> {
	try {
		const facts = await load();
		if (typeof facts === 'string') return facts;
		const loaded = { choice, engine, facts };
		const refused = await within(
			PATIENCE_MS,
			{ ...asked, late: lateWords(choice, PATIENCE_MS) },
			async (signal) => {
				const difference = await differs(best, loaded, { ...asked, signal });
				if (difference === null) await warmUp(loaded, { ...asked, signal }, now);
				return difference;
			},
		);
		const limitMs = Math.max(ABOUT_MS, LOST * best.ms);
		return refused ?? (await trial(loaded, asked, { now, limitMs, isFirm: true }));
	} catch (thrown) {
		if (asked.signal.aborted || codeOf(thrown) === 'student/closed') {
			engine.close();
			throw thrown;
		}
		return failedWords(choice, thrown);
	}
}

/** Broken off at the first answer beyond `limitMs`; where that `isFirm`, at the limit itself. */
async function trial(
	loaded: Loaded,
	asked: Asked,
	{ now, limitMs, isFirm }: { now: () => number; limitMs: number; isFirm: boolean },
): Promise<Trial> {
	const began = now();
	const answers: StudentAnswer[] = [];
	const late = limitMs;
	const ask = async (signal: AbortSignal) => {
		let ms = 0;
		for await (const answer of answersTo(loaded.engine, { ...asked, signal })) {
			answers.push(answer);
			ms = now() - began;
			if (ms > limitMs) break;
		}
		return ms;
	};
	const ms = isFirm ? await within(limitMs, { ...asked, late }, ask) : await ask(asked.signal);
	return { ...loaded, answers, ms, workers: loaded.engine.measured?.workers ?? 1 };
}

/** Its workers are there, its shaders compiled, its best batch is found. The pace of the end. */
async function warmUp(
	{ engine }: Loaded,
	asked: Asked,
	now: () => number,
): Promise<{ readonly answers: number; readonly ms: number }> {
	await engine.open?.(asked.places.length, asked.options, asked.signal);
	const began = now();
	let [answers, ms] = [0, 0];
	for (let pass = 0; pass < PASSES && now() - began < WARM_UP_MS; pass++) {
		const passBegan = now();
		answers = 0;
		const answering = answersTo(engine, asked)[Symbol.asyncIterator]();
		while ((await answering.next()).done !== true) {
			answers++;
			ms = now() - passBegan;
			if (now() - began > WARM_UP_MS) break;
		}
		await answering.return();
	}
	return { answers, ms };
}

/** What the work comes to, or `late` where it takes longer. */
async function within<T>(
	ms: number,
	{ signal, late }: { readonly signal: AbortSignal; readonly late: T },
	work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
	const over = AbortSignal.timeout(ms);
	try {
		return await work(AbortSignal.any([signal, over]));
	} catch (thrown) {
		if (signal.aborted || !over.aborted) throw thrown;
		return late;
	}
}

/** In a sentence; null when both read the first prompt as the same tokens, and go on with the same. */
async function differs(one: Loaded, other: Loaded, asked: Asked): Promise<string | null> {
	const prompt = asked.prompts[asked.places[0] ?? 0] ?? [];
	const [read, alsoRead] = [
		await one.engine.promptIds(prompt),
		await other.engine.promptIds(prompt),
	];
	if (read.join() !== alsoRead.join()) return readsOtherwise(other.choice);
	const said = await one.engine.greedyIds(prompt, PARITY_TOKENS, asked.signal);
	const alsoSaid = await other.engine.greedyIds(prompt, PARITY_TOKENS, asked.signal);
	return said.join() === alsoSaid.join() ? null : saysOtherwise(other.choice);
}
