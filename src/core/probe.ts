/** What a test of a teacher finds, step by step, and what to do where it fails. */
import { periodMsOf, type ToldLimit, type ToldLimits } from './limits/told.ts';
import { type Provider, startCommand } from './providers.ts';

const MINUTE_MS = 60_000;

/** In the order in which they are shown. */
export const PROBE_STEPS = {
	reachable: 'reachable',
	cors: 'lets pages in',
	key: 'key',
	models: 'models',
	model: 'model',
	answer: 'answer',
	structured: 'JSON schemas',
	streaming: 'streaming',
	usage: 'tokens told',
	limits: 'limits',
} as const;
export type ProbeStep = keyof typeof PROBE_STEPS;

export type ProbeFinding = {
	readonly step: ProbeStep;
	/** `unknown`: it can't be told from a page; `warn`: a run works, with less. */
	readonly verdict: 'ok' | 'warn' | 'failed' | 'unknown';
	/** A sentence. */
	readonly found: string;
	/** What to do; absent where nothing need be done. */
	readonly remedy?: string | undefined;
	/** Ids of the models, with the step `models`. */
	readonly models?: readonly string[];
	/** As the provider's headers tell them, with the step `limits`. */
	readonly limits?: ProbeLimits;
	/** What the test has used so far, with the step `usage`. */
	readonly used?: ProbeUse;
};
export type ProbeLimits = {
	readonly requestsPerMinute?: number | undefined;
	readonly tokensPerMinute?: number | undefined;
};
export type ProbeUse = { readonly promptTokens: number; readonly completionTokens: number };

/** What the test's two questions come to with full replies, in tokens. */
export const PROBE_USE: ProbeUse = { promptTokens: 90, completionTokens: 128 };

/** Why a request brought no response, as far as a browser lets it be known. */
export type Unreached = 'offline' | 'nobody' | 'cors' | 'headers' | 'unknown';
export type Place = {
	readonly baseUrl: string;
	readonly provider: Provider | undefined;
	/** The page's address. */
	readonly origin: string;
};

/** What was found instead of a response. */
export function unreachedFindings(why: Unreached, place: Place): readonly ProbeFinding[] {
	const isUp = { step: 'reachable', verdict: 'ok', found: 'Something answers there.' } as const;
	const refused = { step: 'cors', verdict: 'failed' } as const;
	switch (why) {
		case 'offline':
			return [failed('reachable', 'This machine has no network.', 'Connect it, then test again.')];
		case 'nobody':
			return [failed('reachable', `Nobody answers at ${place.baseUrl}.`, startRemedy(place))];
		case 'cors':
			return [
				isUp,
				{
					...refused,
					found: 'It doesn’t let web pages read its replies (CORS).',
					remedy: corsRemedy(place),
				},
			];
		case 'headers':
			return [
				isUp,
				{
					...refused,
					found: 'It lets pages in, but not with these headers (its CORS preflight refuses them).',
					remedy: `Leave extra headers empty unless it needs them. ${corsRemedy(place)}`,
				},
			];
		case 'unknown':
			return [
				{
					step: 'reachable',
					verdict: 'unknown',
					found:
						'No reply could be read: it is down, the address is wrong, or it refuses web pages (CORS). This browser doesn’t tell which.',
					remedy: `${startRemedy(place)} ${corsRemedy(place)}`,
				},
			];
	}
}

function failed(step: ProbeStep, found: string, remedy: string): ProbeFinding {
	return { step, verdict: 'failed', found, remedy };
}

function startRemedy({ provider, origin }: Place): string {
	const command = provider === undefined ? undefined : startCommand(provider, origin);
	return command === undefined
		? 'Check the address, and that the server runs and its certificate is valid.'
		: `Start it: ${command}`;
}

function corsRemedy({ provider, origin }: Place): string {
	const command = provider === undefined ? undefined : startCommand(provider, origin);
	if (command !== undefined) return `Start it so that it lets ${origin} in: ${command}`;
	return provider === undefined
		? `Its server must allow the origin ${origin} and the headers authorization and content-type.`
		: `A page can’t change that. A gateway of your own that adds CORS for ${origin} helps; enter its address instead.`;
}

/** What a status says no to; `said` is the provider's own words. */
export function refusalFinding(status: number, said: string, place: Place): ProbeFinding {
	const found = `It said ${said}`;
	if (status === 401) return failed('key', found, keyRemedy(place));
	if (status === 402) return failed('key', found, 'Add credit at the provider, then test again.');
	if (status === 403)
		return failed(
			'key',
			found,
			'The key may not use this model or this address: use another key or model.',
		);
	if (status === 404)
		return failed(
			'model',
			found,
			'Choose a model of the list. If there is none, the address is wrong: most end in /v1.',
		);
	if (status === 429)
		return {
			...failed('limits', found, 'Wait a minute, then test again. If it stays, no credit is left.'),
			verdict: 'warn',
		};
	if (status >= 500)
		return failed('answer', found, 'The provider is in trouble: test again in a while.');
	return failed('answer', found, 'Its words name the field: look at model, headers and query.');
}

function keyRemedy({ provider }: Place): string {
	return provider?.keyHeader === undefined
		? 'Paste a key that is valid there. Nothing was charged.'
		: `Paste a key that is valid there; it goes in the header ${provider.keyHeader}. Nothing was charged.`;
}

/** Whether the model is one of those listed. */
export function modelFinding(model: string, listed: readonly string[]): ProbeFinding {
	if (model === '')
		return failed('model', 'No model is named yet.', 'Choose one of the list, then test again.');
	if (listed.includes(model)) return { step: 'model', verdict: 'ok', found: `${model} is listed.` };
	const alike = listed.filter((id) => id.includes(model) || model.includes(id)).slice(0, 3);
	return {
		step: 'model',
		verdict: 'warn',
		found: `${model} is not among the ${listed.length} listed.`,
		remedy: alike.length === 0 ? 'See whether it answers below.' : `Perhaps: ${alike.join(', ')}.`,
	};
}

/** Whether a reply that was asked for as JSON is. */
export function structuredFinding(text: string, wasSent: boolean): ProbeFinding {
	const step = 'structured';
	if (!wasSent)
		return {
			step,
			verdict: 'warn',
			found: 'It refuses JSON schemas.',
			remedy: 'Nothing to do: JSON is asked for in words, and what can’t be read is asked again.',
		};
	if (/^\s*\{\s*"word"\s*:\s*"[^"]*"\s*\}\s*$/.test(text))
		return { step, verdict: 'ok', found: 'It holds to a JSON schema.' };
	return {
		step,
		verdict: 'warn',
		found: 'It takes a JSON schema and doesn’t hold to it.',
		remedy:
			'Verdicts that can’t be read are asked again, which costs. A larger model may hold to it.',
	};
}

/** The limits that headers showed, as far as they count a minute. */
export function limitsFinding(told: ToldLimits, provider: Provider | undefined): ProbeFinding {
	const [requestsPerMinute, tokensPerMinute] = [aMinute(told.requests), aMinute(told.tokens)];
	const words = [
		...(requestsPerMinute === undefined ? [] : [`${requestsPerMinute} requests`]),
		...(tokensPerMinute === undefined ? [] : [`${tokensPerMinute} tokens`]),
	];
	const step = 'limits';
	if (words.length > 0) {
		const limits = { requestsPerMinute, tokensPerMinute };
		return { step, verdict: 'ok', found: `${words.join(' and ')} a minute.`, limits };
	}
	return {
		step,
		verdict: 'unknown',
		found:
			'No limits can be seen: it sends none, or hides them from pages (Access-Control-Expose-Headers).',
		remedy:
			provider?.isLocal === true
				? undefined
				: 'Enter those of your account; otherwise the run finds them by being refused.',
	};
}

function aMinute(told: ToldLimit | null): number | undefined {
	return told?.limit != null && periodMsOf(told) === MINUTE_MS ? told.limit : undefined;
}

/** Whether the provider tells what it charges for. */
export function usageFinding(reply: {
	readonly promptTokens: number | null;
	readonly completionTokens: number | null;
}): ProbeFinding {
	const { promptTokens, completionTokens } = reply;
	if (promptTokens === null || completionTokens === null)
		return {
			step: 'usage',
			verdict: 'warn',
			found: 'It doesn’t tell the tokens of a reply.',
			remedy: 'Costs of its calls stay unknown, and a cap on money can’t be kept.',
		};
	return {
		step: 'usage',
		verdict: 'ok',
		found: `${promptTokens} asked and ${completionTokens} answered.`,
		used: { promptTokens, completionTokens },
	};
}
