import { describe, expect, test } from 'vitest';
import type { OpenAiTeacher } from '../../../../src/core/teacher.ts';
import { PROVIDERS } from '../../../../src/core/providers.ts';
import type { TeacherFields } from '../../../../src/ui/state/teacher-checks.ts';
import {
	fieldsOf,
	NO_TEACHER,
	readEndpoint,
	readFields,
	withProvider,
} from '../../../../src/ui/state/teacher-form.ts';

const NOW = Date.UTC(2026, 10, 25);
const TEACHER: OpenAiTeacher = {
	kind: 'openai',
	provider: 'azure',
	name: 'Acme',
	baseUrl: 'https://api.acme.example/v1',
	model: 'acme-large',
	prices: { promptUsdPerMillion: 0.15, completionUsdPerMillion: 0.6 },
	pricesAt: 1000,
	concurrency: 16,
	requestsPerMinute: 500,
	tokensPerMinute: 200_000,
	structuredOutput: true,
	defaults: { temperature: 0.7, maxTokens: 1024 },
	headers: { 'x-team': 'a:b' },
	query: { 'api-version': '2024-10-21' },
	keyHeader: 'api-key',
};
const FIELDS = fieldsOf(TEACHER);
const read = (fields: Partial<TeacherFields> = {}) =>
	readFields({ ...FIELDS, ...fields }, TEACHER, NOW);
const errorsOf = (fields: Partial<TeacherFields>) => {
	const reading = read(fields);
	return reading.kind === 'wrong' ? Object.keys(reading.errors).sort() : [];
};

test('fields of a teacher read back as the same teacher', () => {
	expect(read()).toEqual({ kind: 'ok', teacher: TEACHER });
	const bare: OpenAiTeacher = { ...NO_TEACHER, baseUrl: 'https://a.example', model: 'm' };
	expect(readFields(fieldsOf(bare), bare, NOW)).toEqual({ kind: 'ok', teacher: bare });
});

test('slashes at the end and spaces around are left out', () => {
	const fields = { baseUrl: ' https://api.acme.example/v1// ', model: ' acme-large ' };
	expect(read(fields)).toEqual({ kind: 'ok', teacher: TEACHER });
});

test('prices are dated when they are entered, and only then', () => {
	expect(read({ promptUsd: '0.2' })).toMatchObject({ teacher: { pricesAt: NOW } });
	expect(read({ promptUsd: '0.150' })).toMatchObject({ teacher: { pricesAt: 1000 } });
	expect(read({ promptUsd: '', completionUsd: '' })).toMatchObject({
		teacher: { prices: null, pricesAt: undefined },
	});
});

test('every wrong field gets its own sentence', () => {
	const wrong = {
		...{ baseUrl: 'acme', model: '', completionUsd: '', concurrency: '0', temperature: '3' },
		...{ requestsPerMinute: '1.5', tokensPerMinute: 'x', maxTokens: '-1', headers: 'no colon' },
		...{ query: 'a b: c', keyHeader: 'two words' },
	};
	expect(errorsOf(wrong)).toEqual(Object.keys(wrong).sort());
});

describe('a key', () => {
	test('is not sent over the network in the clear', () => {
		expect(errorsOf({ baseUrl: 'http://api.acme.example/v1' })).toEqual(['baseUrl']);
		expect(errorsOf({ baseUrl: 'http://localhost:11434/v1' })).toEqual([]);
	});

	test.each(['https://me:sk-1@a.example/v1', 'https://a.example/v1?key=sk-1'])(
		'has no place in the address %s',
		(baseUrl) => {
			expect(errorsOf({ baseUrl })).toEqual(['baseUrl']);
		},
	);

	test.each(['Authorization: Bearer x', 'x-api-key: x', 'Cookie: x', 'X-Auth-Token: x'])(
		'has no place among the headers, which are exported: %s',
		(headers) => {
			expect(errorsOf({ headers })).toEqual(['headers']);
		},
	);

	test.each(['key: x', 'api_key: x', 'access_token: x'])('nor in the query: %s', (query) => {
		expect(errorsOf({ query })).toEqual(['query']);
	});
});

test.each(['-1', 'twenty', '1e999'])('%s is no price', (promptUsd) => {
	expect(errorsOf({ promptUsd })).toEqual(['promptUsd']);
});

test('a test needs no model yet', () => {
	expect(readEndpoint({ ...FIELDS, model: '' }, TEACHER).kind).toBe('ok');
	expect(readEndpoint({ ...FIELDS, baseUrl: '' }, TEACHER).kind).toBe('wrong');
});

describe('a preset', () => {
	test.each(PROVIDERS.map(({ name, id }) => [name, id] as const))(
		'%s fills in what it knows, and is whole but for what is the user’s',
		(name, id) => {
			const fields = { ...withProvider(fieldsOf(NO_TEACHER), id), model: 'm' };
			const reading = readFields(fields, NO_TEACHER, NOW);
			if (id === 'azure')
				expect(reading).toMatchObject({ errors: { baseUrl: 'Fill in what stands in capitals.' } });
			else expect(reading).toMatchObject({ kind: 'ok', teacher: { name, provider: id } });
		},
	);

	test('leaves model, prices and the user’s own name alone', () => {
		const fields = withProvider(FIELDS, 'anthropic');
		expect(fields).toMatchObject({ name: 'Acme', model: 'acme-large', promptUsd: '0.15' });
		expect(fields.headers).toBe('anthropic-dangerous-direct-browser-access: true');
		expect(withProvider(withProvider(fieldsOf(NO_TEACHER), 'openai'), 'groq').name).toBe('Groq');
	});
});
