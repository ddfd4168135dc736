/** Talking to a student and its teacher: what each is sent, and how fast the reply comes. */
import type { CallRequest, Message } from '../core/call.ts';
import { codeOf } from '../core/error.ts';
import { teacherMessages } from '../core/prompts/teacher-prompt.ts';
import { settledText, stopIn } from '../core/stop-text.ts';
import type { StudentEngine } from './ports/student-engine.ts';

/** One question with the reply that was kept of it; null: none, or it failed. */
export type Said = { readonly asked: string; readonly reply: string | null };

/** A reply as far as it has come. */
export type ReplySoFar = {
	readonly text: string;
	/** From asking to the first piece, in ms; null before it. */
	readonly firstMs: number | null;
	/** From asking to now, in ms. */
	readonly ms: number;
};

/** Follows a reply piece by piece. `now`: a steady clock, ms. Throws what `pieces` throws. */
export async function* follow(
	pieces: AsyncIterable<string>,
	now: () => number,
): AsyncGenerator<ReplySoFar, void, void> {
	const began = now();
	let soFar: ReplySoFar = { text: '', firstMs: null, ms: 0 };
	for await (const piece of pieces) {
		const ms = now() - began;
		soFar = { text: soFar.text + piece, firstMs: soFar.firstMs ?? ms, ms };
		yield soFar;
	}
	yield { ...soFar, ms: now() - began };
}

/** The pieces up to the first stop text, of which none is told; what comes after it isn't waited for. */
export async function* untilStop(
	pieces: AsyncIterable<string>,
	stops: readonly string[],
): AsyncGenerator<string, void, void> {
	let text = '';
	let told = 0;
	for await (const piece of pieces) {
		const before = text.length;
		text += piece;
		const cut = stopIn(text, stops, before);
		const settled = cut === undefined ? settledText(text, stops) : text.slice(0, cut);
		if (settled.length > told) yield settled.slice(told);
		told = settled.length;
		if (cut !== undefined) return;
	}
	if (text.length > told) yield text.slice(told);
}

/** Tokens a second after the first one; null of fewer than two tokens, or where no time has passed. */
export function tokensPerSecond(
	{ firstMs, ms }: Omit<ReplySoFar, 'text'>,
	tokens: number,
): number | null {
	if (firstMs === null || tokens < 2 || ms <= firstMs) return null;
	return (1000 * (tokens - 1)) / (ms - firstMs);
}

/** The middle one; null of none. */
export function median(values: readonly number[]): number | null {
	const sorted = values.toSorted((one, other) => one - other);
	const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
	return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** The turns that a model sees: what stands before, the earlier ones that have a reply, the question. */
export function turnsOf(system: string, earlier: readonly Said[], asked: string): Message[] {
	return [
		...(system === '' ? [] : [{ role: 'system' as const, content: system }]),
		...earlier.flatMap(({ asked: before, reply }) =>
			reply === null
				? []
				: [
						{ role: 'user' as const, content: before },
						{ role: 'assistant' as const, content: reply },
					],
		),
		{ role: 'user', content: asked },
	];
}

/** The same question to the teacher; without a system prompt of the user's it gets the one of every run. */
export function teacherRequest(
	turns: readonly Message[],
	numbers: Pick<CallRequest, 'model' | 'temperature' | 'topP' | 'maxTokens' | 'seed'>,
): CallRequest {
	const [usual] = teacherMessages({ instruction: '', input: '' });
	const hasSystem = turns[0]?.role === 'system';
	const messages = hasSystem || usual === undefined ? turns : [usual, ...turns];
	return { ...numbers, messages, schema: null, sample: 0 };
}

/** A reply may need this share of the context at most before earlier turns are left out for it. */
const REPLY_SHARE = 1 / 4;

/**
 * The turns that a student is sent: of the earlier ones the oldest are left out until a reply of `maxTokens`, or of a
 * quarter of the context, has room; how many that were.
 */
export async function fittingTurns(
	engine: Pick<StudentEngine, 'promptIds'>,
	talk: { readonly system: string; readonly earlier: readonly Said[]; readonly asked: string },
	{
		contextTokens,
		maxTokens,
	}: { readonly contextTokens: number | null; readonly maxTokens: number },
): Promise<{ readonly turns: readonly Message[]; readonly leftOut: number }> {
	const { system, asked } = talk;
	const earlier = talk.earlier.filter(({ reply }) => reply !== null);
	const all = { turns: turnsOf(system, earlier, asked), leftOut: 0 };
	if (contextTokens === null || earlier.length === 0) return all;
	const most = contextTokens - Math.min(maxTokens, Math.floor(contextTokens * REPLY_SHARE));
	try {
		for (let leftOut = 0; leftOut < earlier.length; leftOut++) {
			const turns = turnsOf(system, earlier.slice(leftOut), asked);
			if ((await engine.promptIds(turns)).length <= most) return { turns, leftOut };
		}
	} catch (thrown) {
		// An endpoint that keeps its tokens to itself sees to its context by itself.
		if (codeOf(thrown) === 'student/not-told') return all;
		throw thrown;
	}
	return { turns: turnsOf(system, [], asked), leftOut: earlier.length };
}

export type TokenCount = {
	/** Of the reply. */
	readonly tokens: number;
	/** Of the context, prompt and reply together. */
	readonly used: number;
};

/** Tokens of a reply, from its text: with it, less what the chat template adds to an empty one; else as its endpoint told, or null. */
export async function countReply(
	engine: Pick<StudentEngine, 'promptIds' | 'countTokens'> &
		Partial<Pick<StudentEngine, 'lastReply'>>,
	turns: readonly Message[],
	reply: string,
	signal: AbortSignal,
): Promise<TokenCount | null> {
	const answered = (content: string) => [...turns, { role: 'assistant' as const, content }];
	try {
		const [full = 0, empty = 0] = await engine.countTokens([answered(reply), answered('')], signal);
		const tokens = Math.max(0, full - empty);
		return { tokens, used: (await engine.promptIds(turns)).length + tokens };
	} catch (thrown) {
		if (codeOf(thrown) !== 'student/not-told') throw thrown;
		const told = engine.lastReply ?? null;
		return told === null ? null : { tokens: told.tokens, used: told.promptTokens + told.tokens };
	}
}
