/** The practice teacher: a program that replies to chat completion requests in all roles, as a strong model would. */
import { GENERATOR_SYSTEM } from '../prompts/generator-prompt.ts';
import { LABELLER_SYSTEM } from '../prompts/labeller-prompt.ts';
import { REFEREE_SYSTEM } from '../prompts/referee-prompt.ts';
import { readSections } from '../prompts/sections.ts';
import { integerBetween, type Random, seededRandom } from '../random.ts';
import { answerReply, labellerReply } from './answering.ts';
import { generatorReply } from './generating.ts';
import { refereeReply } from './refereeing.ts';

/** What the practice teacher sees of a chat completion request's body. */
export type PracticeRequest = {
	readonly messages: readonly { readonly role: string; readonly content: string }[];
	/** 0 where absent: the same request has the same reply. */
	readonly seed?: number | null;
	/** 1 where absent; at 0 the seed doesn't matter. */
	readonly temperature?: number | null;
	readonly max_tokens?: number | null;
	/** Present: the reply is JSON. */
	readonly response_format?: unknown;
};

/** Faults that a real teacher may have; all off by default. */
export type PracticeFaults = {
	/** Points that the referee puts the first answer above the second, by place alone. */
	readonly positionBias: number;
	/** Share of replies of referee, generator and labeller that aren't in the form asked for, 0–1. */
	readonly unreadableShare: number;
	/** Share of attempts turned down for their rate, 0–1. */
	readonly rateLimitedShare: number;
	/** Least and most milliseconds until a reply. */
	readonly latencyMs: readonly [least: number, most: number];
};

export type PracticeReply =
	| {
			readonly kind: 'completion';
			readonly content: string;
			readonly finish_reason: 'stop' | 'length';
			/** Estimates: four characters a token. */
			readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number };
			/** How long the adapter is to wait before it hands the reply on. */
			readonly latencyMs: number;
	  }
	| { readonly kind: 'rate-limited'; readonly retryAfterMs: number; readonly latencyMs: number };

export const NO_FAULTS: PracticeFaults = {
	positionBias: 0,
	unreadableShare: 0,
	rateLimitedShare: 0,
	latencyMs: [0, 0],
};

const RETRY_AFTER_MS = 1000;
const UNREADABLE = 'Well, that is hard to say. Both have something to them {';

/**
 * The reply to a request; the same request has the same reply. `attempt` counts from 1 and decides, with the request,
 * only whether this attempt is turned down for its rate.
 */
export function replyAsPracticeTeacher(
	request: PracticeRequest,
	{ faults = NO_FAULTS, attempt = 1 }: { faults?: PracticeFaults; attempt?: number } = {},
): PracticeReply {
	const chance = randomFor(request, 'faults', attempt);
	const latencyMs = integerBetween(chance, ...faults.latencyMs);
	if (chance() < faults.rateLimitedShare)
		return { kind: 'rate-limited', retryAfterMs: RETRY_AFTER_MS, latencyMs };
	const whole = contentOf(request, faults);
	const { content, isCut } = cutAt(whole, request.max_tokens ?? Infinity);
	const prompt = request.messages.map((message) => message.content).join('');
	return {
		kind: 'completion',
		content,
		finish_reason: isCut ? 'length' : 'stop',
		usage: { prompt_tokens: tokensIn(prompt), completion_tokens: tokensIn(content) },
		latencyMs,
	};
}

/** The role is known by its system prompt; anything else is a question to the teacher. */
function contentOf(request: PracticeRequest, faults: PracticeFaults): string {
	const system = request.messages.find((message) => message.role === 'system')?.content ?? '';
	const text = request.messages.findLast((message) => message.role === 'user')?.content ?? '';
	const role = ROLES.get(system);
	const sections = readSections(text);
	if (!role || !sections) return answerReply(text);
	if (randomFor(request, 'unreadable')() < faults.unreadableShare) return UNREADABLE;
	return replyInRole(role, sections, {
		structured: Boolean(request.response_format),
		positionBias: faults.positionBias,
		random: randomFor(request, role),
	});
}

type Circumstances = {
	readonly structured: boolean;
	readonly positionBias: number;
	readonly random: Random;
};

function replyInRole(
	role: SectionedRole,
	sections: ReadonlyMap<string, string>,
	circumstances: Circumstances,
): string {
	switch (role) {
		case 'labeller':
			return labellerReply(sections);
		case 'referee':
			return refereeReply(sections, circumstances);
		case 'hard':
		case 'easy':
			return generatorReply(sections, role, circumstances);
	}
}

type SectionedRole = 'referee' | 'labeller' | 'hard' | 'easy';

/** Roles whose prompts have sections, by system prompt. */
const ROLES: ReadonlyMap<string, SectionedRole> = new Map([
	[REFEREE_SYSTEM, 'referee'],
	[LABELLER_SYSTEM, 'labeller'],
	[GENERATOR_SYSTEM.hard, 'hard'],
	[GENERATOR_SYSTEM.easy, 'easy'],
]);

function randomFor(request: PracticeRequest, ...purpose: readonly (string | number)[]): Random {
	const seed = request.temperature === 0 ? 0 : (request.seed ?? 0);
	const texts = request.messages.map((message) => message.content);
	return seededRandom('practice teacher', ...purpose, seed, ...texts);
}

const CHARACTERS_A_TOKEN = 4;
const tokensIn = (text: string) => Math.ceil(text.length / CHARACTERS_A_TOKEN);

function cutAt(text: string, maxTokens: number) {
	const isCut = tokensIn(text) > maxTokens;
	return { content: isCut ? text.slice(0, maxTokens * CHARACTERS_A_TOKEN) : text, isCut };
}
