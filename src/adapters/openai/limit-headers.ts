/** The limits that a response's headers tell, by the names that providers give them. */
import type { ProbeLimits } from '../../core/probe.ts';

const REQUESTS = [
	'x-ratelimit-limit-requests',
	'x-ratelimit-limit-req-minute',
	'anthropic-ratelimit-requests-limit',
];
const TOKENS = [
	'x-ratelimit-limit-tokens',
	'x-ratelimit-limit-tokens-minute',
	'anthropic-ratelimit-tokens-limit',
];

/** What a page may read of them: a provider must name each in Access-Control-Expose-Headers. */
export function limitsIn(headers: Headers): ProbeLimits {
	return {
		requestsPerMinute: firstOf(headers, REQUESTS),
		tokensPerMinute: firstOf(headers, TOKENS),
	};
}

function firstOf(headers: Headers, names: readonly string[]): number | undefined {
	const numbers = names.map((name) => Number(headers.get(name) ?? ''));
	return numbers.find((number) => Number.isFinite(number) && number > 0);
}
