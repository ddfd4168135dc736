/** Rate limits as providers tell them in headers, each in its own dialect. */
import type { ToldLimit, ToldLimits } from '../../core/limits/told.ts';

type Get = (name: string) => string | null;
/** Names of the headers, with … for limit, remaining and reset. */
type Dialect = { readonly name: string; readonly periodMs: number | null };

const MINUTE_MS = 60_000;
/** OpenAI, Groq, Azure and most of those that are compatible; Anthropic; Mistral; the IETF's draft and its ancestors. */
const REQUESTS: readonly Dialect[] = [
	{ name: 'x-ratelimit-…-requests', periodMs: null },
	{ name: 'anthropic-ratelimit-requests-…', periodMs: null },
	{ name: 'x-ratelimit-…-req-minute', periodMs: MINUTE_MS },
	{ name: 'ratelimit-…', periodMs: null },
	{ name: 'x-ratelimit-…', periodMs: null },
];
const TOKENS: readonly Dialect[] = [
	{ name: 'x-ratelimit-…-tokens', periodMs: null },
	{ name: 'anthropic-ratelimit-tokens-…', periodMs: null },
	{ name: 'x-ratelimit-…-tokens-minute', periodMs: MINUTE_MS },
	{ name: 'x-tokenlimit-…', periodMs: null },
];

/** What the headers tell; `now` in Unix ms, for resets that are dates. */
export function limitsOf(headers: Headers, now: number): ToldLimits {
	const get: Get = (name) => headers.get(name);
	return {
		requests: told(REQUESTS, get, now) ?? draftLimit(get),
		tokens: told(TOKENS, get, now),
	};
}

function told(dialects: readonly Dialect[], get: Get, now: number): ToldLimit | null {
	for (const { name, periodMs } of dialects) {
		const of = (what: string) => get(name.replace('…', what));
		const limit = amountOf(of('limit'));
		const remaining = amountOf(of('remaining'));
		if (!tellsAny(limit, remaining)) continue;
		const window = amountOf(/;\s*w=(\d+)/.exec(of('limit') ?? '')?.[1] ?? null);
		return {
			limit,
			remaining: remaining === null ? null : Math.max(0, remaining),
			resetMs: resetMsOf(of('reset'), now),
			periodMs: window === null ? periodMs : window * 1000,
		};
	}
	return null;
}

/** Some write 0 or −1 where there is no limit. */
function tellsAny(limit: number | null, remaining: number | null): boolean {
	return limit === null ? remaining !== null : limit > 0;
}

/** `RateLimit: "default";r=50;t=30` with `RateLimit-Policy: "default";q=100;w=60`, as the newer drafts write it. */
function draftLimit(get: Get): ToldLimit | null {
	const field = (header: string, name: string) =>
		amountOf(new RegExp(`;\\s*${name}=(\\d+)`).exec(get(header) ?? '')?.[1] ?? null);
	const remaining = field('ratelimit', 'r');
	if (remaining === null) return null;
	const resetSeconds = field('ratelimit', 't');
	const windowSeconds = field('ratelimit-policy', 'w');
	return {
		limit: field('ratelimit-policy', 'q'),
		remaining,
		resetMs: resetSeconds === null ? null : resetSeconds * 1000,
		periodMs: windowSeconds === null ? null : windowSeconds * 1000,
	};
}

/** "100", or "100, 100;w=60" in older drafts. */
function amountOf(text: string | null): number | null {
	const amount = Number.parseFloat(text ?? '');
	return Number.isFinite(amount) ? amount : null;
}

/** In ms, from "6m0s", "120ms", seconds, a Unix time in seconds or ms, or a date; null for what is none of these. */
function resetMsOf(text: string | null, now: number): number | null {
	if (text === null || text.trim() === '') return null;
	const seconds = Number(text);
	if (!Number.isNaN(seconds)) return resetOfNumber(seconds, now);
	const duration = durationMs(text);
	if (duration !== null) return duration;
	const date = Date.parse(text);
	return Number.isNaN(date) ? null : Math.max(0, date - now);
}

function resetOfNumber(seconds: number, now: number): number {
	if (seconds > 1e12) return Math.max(0, seconds - now);
	return Math.max(0, seconds > 1e9 ? seconds * 1000 - now : seconds * 1000);
}

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

function durationMs(text: string): number | null {
	if (!/^([\d.]+(ms|s|m|h))+$/.test(text)) return null;
	let ms = 0;
	for (const [, amount, unit] of text.matchAll(/([\d.]+)(ms|s|m|h)/g))
		ms += Number(amount) * (UNITS_MS[unit ?? ''] ?? 0);
	return ms;
}
