import { expect, test } from 'vitest';
import { limitsOf } from '../../../../src/adapters/openai/told-limits.ts';

const NOW = Date.parse('2026-11-25T00:00:00Z');
const told = (headers: Record<string, string>) => limitsOf(new Headers(headers), NOW);

test('OpenAI’s and Groq’s headers tell both limits, with resets in hours, minutes, seconds and ms', () => {
	expect(
		told({
			'x-ratelimit-limit-requests': '14400',
			'x-ratelimit-remaining-requests': '14370',
			'x-ratelimit-reset-requests': '2m59.56s',
			'x-ratelimit-limit-tokens': '18000',
			'x-ratelimit-remaining-tokens': '17997',
			'x-ratelimit-reset-tokens': '7.66ms',
		}),
	).toEqual({
		requests: { limit: 14_400, remaining: 14_370, resetMs: 179_560, periodMs: null },
		tokens: { limit: 18_000, remaining: 17_997, resetMs: 7.66, periodMs: null },
	});
});

test('Anthropic’s headers tell both, with resets as dates', () => {
	expect(
		told({
			'anthropic-ratelimit-requests-limit': '50',
			'anthropic-ratelimit-requests-remaining': '49',
			'anthropic-ratelimit-requests-reset': '2026-11-25T00:00:02Z',
			'anthropic-ratelimit-tokens-limit': '80000',
			'anthropic-ratelimit-tokens-remaining': '0',
			'anthropic-ratelimit-tokens-reset': '2026-11-25T00:01:00Z',
		}),
	).toEqual({
		requests: { limit: 50, remaining: 49, resetMs: 2000, periodMs: null },
		tokens: { limit: 80_000, remaining: 0, resetMs: 60_000, periodMs: null },
	});
});

test.each([
	[
		'older drafts',
		{ 'ratelimit-limit': '100, 100;w=30', 'ratelimit-remaining': '7', 'ratelimit-reset': '12' },
		{ limit: 100, remaining: 7, resetMs: 12_000, periodMs: 30_000 },
	],
	[
		'newer drafts',
		{ ratelimit: '"default";r=50;t=30', 'ratelimit-policy': '"default";q=100;w=60' },
		{ limit: 100, remaining: 50, resetMs: 30_000, periodMs: 60_000 },
	],
	[
		'a Unix time in ms',
		{
			'x-ratelimit-limit': '20',
			'x-ratelimit-remaining': '0',
			'x-ratelimit-reset': String(NOW + 5000),
		},
		{ limit: 20, remaining: 0, resetMs: 5000, periodMs: null },
	],
	[
		'a Unix time in seconds',
		{
			'x-ratelimit-limit': '20',
			'x-ratelimit-remaining': '0',
			'x-ratelimit-reset': String(NOW / 1000 + 5),
		},
		{ limit: 20, remaining: 0, resetMs: 5000, periodMs: null },
	],
	[
		'the rest alone',
		{ 'x-ratelimit-remaining-requests': '3' },
		{ limit: null, remaining: 3, resetMs: null, periodMs: null },
	],
	[
		'a minute by name',
		{ 'x-ratelimit-limit-req-minute': '60', 'x-ratelimit-remaining-req-minute': '59' },
		{ limit: 60, remaining: 59, resetMs: null, periodMs: 60_000 },
	],
	[
		'a reset that can’t be read',
		{ 'x-ratelimit-limit-requests': '5', 'x-ratelimit-reset-requests': 'soon' },
		{ limit: 5, remaining: null, resetMs: null, periodMs: null },
	],
])('%s: requests are read', (_, headers, requests) => {
	expect(told(headers as Record<string, string>)).toEqual({ requests, tokens: null });
});

test.each([
	{},
	{ 'x-ratelimit-limit-requests': '0' },
	{ 'x-ratelimit-limit-requests': '-1' },
	{ 'x-ratelimit-limit-requests': 'many' },
])('%j tells nothing', (headers) => {
	expect(told(headers as Record<string, string>)).toEqual({ requests: null, tokens: null });
});
