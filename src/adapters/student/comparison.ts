/** Two engines with the same student: whether they say the same, and which answers faster here. */
import type {
	LoadedStudent,
	StudentAnswer,
	StudentEngine,
	StudentOptions,
} from '../../app/ports/student-engine.ts';
import type { Message } from '../../core/call.ts';
import { codeOf, messageOf } from '../../core/error.ts';

export type Asked = {
	readonly prompts: readonly (readonly Message[])[];
	readonly options: StudentOptions;
	/** Those that are asked now. */
	readonly places: readonly number[];
	readonly signal: AbortSignal;
};
type Engines = {
	readonly transformers: StudentEngine;
	readonly webLlm: StudentEngine;
	/** A steady clock, ms. */
	readonly now: () => number;
};
type Found = {
	readonly engine: LoadedStudent['engine'];
	/** Why this one, in a sentence. */
	readonly note: string;
	/** Of this one. */
	readonly answers: readonly StudentAnswer[];
};
type Trial = { readonly answers: readonly StudentAnswer[]; readonly perMinute: number };

/** transformers.js answers in batches, web-llm one by one: a batch of the usual size against a few. */
const BATCH = 32;
const FEW = 4;
/** Fewer answers aren't worth loading a second engine. */
const WORTH_IT = 2 * BATCH;
const PARITY_TOKENS = 12;

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
 * Which engine to keep; null where too little is asked to find out. web-llm, which `loadWebLlm` loads, must give the
 * tokens that transformers.js gives, or it isn't taken; that it fails is no failure of the answers.
 */
export async function compare(
	engines: Engines,
	loadWebLlm: () => Promise<void>,
	asked: Asked,
): Promise<Found | null> {
	if (asked.places.length < WORTH_IT) return null;
	const { transformers, webLlm, now } = engines;
	const inOneBatch = { ...asked, options: { ...asked.options, batch: BATCH } };
	const batched = await trial(transformers, cut(inOneBatch, BATCH), now);
	try {
		await loadWebLlm();
		const difference = await differs(engines, asked);
		if (difference !== null) return onTransformers(batched, difference);
		const single = await trial(webLlm, cut(asked, FEW), now);
		const figures = `web-llm gave ${rounded(single)} answers a minute here, transformers.js ${rounded(batched)}`;
		const note = `Measured: ${figures}.`;
		return single.perMinute > batched.perMinute
			? { engine: 'web-llm', note, answers: single.answers }
			: onTransformers(batched, note);
	} catch (thrown) {
		if (asked.signal.aborted || codeOf(thrown) === 'student/closed') throw thrown;
		return onTransformers(batched, `web-llm failed (${messageOf(thrown)}).`);
	}
}

async function trial(engine: StudentEngine, asked: Asked, now: () => number): Promise<Trial> {
	const began = now();
	const answers: StudentAnswer[] = [];
	for await (const answer of answersTo(engine, asked)) answers.push(answer);
	const minutes = (now() - began) / 60_000;
	return { answers, perMinute: answers.length / minutes };
}

function cut(asked: Asked, count: number): Asked {
	return { ...asked, places: asked.places.slice(0, count) };
}

/** In a sentence; null when both read the first prompt as the same tokens, and go on with the same. */
async function differs({ transformers, webLlm }: Engines, asked: Asked): Promise<string | null> {
	const prompt = asked.prompts[asked.places[0] ?? 0] ?? [];
	const { signal } = asked;
	const [read, alsoRead] = [await transformers.promptIds(prompt), await webLlm.promptIds(prompt)];
	if (read.join() !== alsoRead.join()) return 'web-llm reads prompts as other tokens: not taken.';
	const said = await transformers.greedyIds(prompt, PARITY_TOKENS, signal);
	const alsoSaid = await webLlm.greedyIds(prompt, PARITY_TOKENS, signal);
	return said.join() === alsoSaid.join() ? null : 'web-llm says something else: not taken.';
}

function onTransformers({ answers }: Trial, note: string): Found {
	return { engine: 'transformers.js', note, answers };
}

const rounded = ({ perMinute }: Trial) => String(Math.round(perMinute));
