import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { OpenAiProbe } from '../../../../src/adapters/openai/probe.ts';
import type { ProbeFinding, ProbeStep } from '../../../../src/core/probe.ts';
import type { OpenAiTeacher } from '../../../../src/core/teacher.ts';
import { plainTeacher } from '../../../fakes/memory-teachers.ts';
import { GOOD, ProbeServer, type ProbeServerTraits } from '../../../fakes/probe-server.ts';

let server: ProbeServer;
beforeAll(async () => {
	server = await ProbeServer.start();
});
afterEach(() => {
	server.traits = GOOD;
	server.heard.length = 0;
});
afterAll(() => server.stop());

type Found = Partial<Record<ProbeStep, ProbeFinding>>;

async function probe(
	traits: Partial<ProbeServerTraits> = {},
	{ key = 'sk-good', ...fields }: Partial<OpenAiTeacher> & { key?: string } = {},
): Promise<Found> {
	server.traits = { ...GOOD, ...traits };
	const found: Found = {};
	await new OpenAiProbe('http://localhost:4747').run(
		plainTeacher({ baseUrl: server.baseUrl, model: 'large', ...fields }),
		key,
		(finding) => (found[finding.step] = finding),
		new AbortController().signal,
	);
	return found;
}
const verdicts = (found: Found) =>
	Object.fromEntries(Object.entries(found).map(([step, { verdict }]) => [step, verdict]));

test('a teacher that can do all is told so, step by step', async () => {
	const found = await probe();
	expect(verdicts(found)).toEqual({
		...{ reachable: 'ok', cors: 'ok', key: 'ok', models: 'ok', model: 'ok', answer: 'ok' },
		...{ structured: 'ok', streaming: 'ok', usage: 'ok', limits: 'ok' },
	});
	expect(found.models?.models).toEqual(['large', 'small']);
	expect(found.limits?.limits).toEqual({ requestsPerMinute: 500, tokensPerMinute: 200_000 });
	expect(found.usage?.used).toEqual({ promptTokens: 14, completionTokens: 6 });
	expect(found.answer?.found).toMatch(/ready.* in \d\.\d\d s/);
	expect(found.streaming?.found).toMatch(/^First word after \d\.\d\d s, all after \d\.\d\d s\.$/);
	expect(server.heard).toEqual([
		'GET /v1/models',
		'POST /v1/chat/completions',
		'POST /v1/chat/completions',
	]);
});

test('a refused key ends it, with the provider’s words but not with the key', async () => {
	const found = await probe({}, { key: 'sk-wrong' });
	expect(verdicts(found)).toEqual({ reachable: 'ok', cors: 'ok', key: 'failed' });
	expect(found.key?.found).toBe('It said 401 Incorrect key: Bearer …');
	expect(found.key?.remedy).toContain('Paste a key');
	expect(server.heard).toEqual(['GET /v1/models']);
});

test('a server that asks for no key is sent none', async () => {
	const found = await probe({ key: null }, { key: '' });
	expect(found.key?.found).toBe('None was sent, and none was asked for.');
	expect(server.headers).not.toContain('authorization');
});

test('without a model, only the models are asked for, and nothing is paid', async () => {
	const found = await probe({}, { model: '' });
	expect(verdicts(found)).toEqual({ reachable: 'ok', cors: 'ok', models: 'ok', model: 'failed' });
	expect(server.heard).toEqual(['GET /v1/models']);
});

test('a model that isn’t there is named, with those that sound alike', async () => {
	const found = await probe({ models: ['large-2026', 'small'] });
	expect(verdicts(found)).toEqual({ reachable: 'ok', cors: 'ok', models: 'ok', model: 'failed' });
	expect(found.model?.found).toContain('The model large does not exist');
	const hinted: string[] = [];
	await new OpenAiProbe('http://localhost:4747').run(
		plainTeacher({ baseUrl: server.baseUrl, model: 'large' }),
		'sk-good',
		({ remedy }) => hinted.push(remedy ?? ''),
		new AbortController().signal,
	);
	expect(hinted.join()).toContain('Perhaps: large-2026.');
});

test('a server without a list of models is asked by the model’s name', async () => {
	const found = await probe({ models: 404 });
	expect(found.models).toMatchObject({ verdict: 'unknown' });
	expect(found.answer?.verdict).toBe('ok');
});

test('an address that is no API is told from one without models', async () => {
	const found = await probe({ models: 'html' });
	expect(found.models).toMatchObject({ verdict: 'failed' });
	expect(found.models?.remedy).toContain('/v1');
});

describe('what a run can do without', () => {
	test('schemas that are refused, or not held to', async () => {
		const refused = await probe({ schemas: 'refuses' });
		expect(refused.structured).toMatchObject({
			verdict: 'warn',
			found: 'It refuses JSON schemas.',
		});
		const ignored = await probe({ schemas: 'ignores' });
		expect(ignored.structured?.found).toContain('doesn’t hold to it');
	});

	test('streaming and the count of tokens', async () => {
		const found = await probe({ streams: false, usage: false });
		expect(verdicts(found)).toMatchObject({ answer: 'ok', streaming: 'warn', usage: 'warn' });
		expect(found.usage?.remedy).toContain('unknown');
	});

	test('limits, which may be there and not be told', async () => {
		const found = await probe({ limits: {} });
		expect(found.limits).toMatchObject({ verdict: 'unknown' });
		expect(found.limits?.found).toContain('Access-Control-Expose-Headers');
	});
});

test('a request limit that counts days is not taken for one of minutes', async () => {
	const found = await probe({
		limits: {
			'x-ratelimit-limit-requests': '14400',
			'x-ratelimit-remaining-requests': '14370',
			'x-ratelimit-reset-requests': '3m0s',
			'x-ratelimit-limit-tokens': '6000',
		},
	});
	expect(found.limits?.limits).toEqual({ requestsPerMinute: undefined, tokensPerMinute: 6000 });
});

test.each([
	[402, 'key', 'credit'],
	[403, 'key', 'may not use'],
	[429, 'limits', 'Wait a minute'],
	[500, 'answer', 'in trouble'],
	[400, 'answer', 'name the field'],
] as const)('after %s the step %s says what to do', async (status, step, words) => {
	const found = await probe({ refusal: { status, message: 'no, sk-good' } });
	expect(found[step]?.remedy).toContain(words);
	expect(JSON.stringify(found)).not.toContain('sk-good');
});

test('nobody there is said with how the server is started, for this page', async () => {
	const gone = await ProbeServer.start();
	const { baseUrl } = gone;
	await gone.stop();
	const found = await probe({}, { baseUrl, provider: 'ollama' });
	expect(verdicts(found)).toEqual({ reachable: 'failed' });
	expect(found.reachable?.remedy).toBe(
		'Start it: OLLAMA_ORIGINS=http://localhost:4747 ollama serve',
	);
});

test('it can be stopped', async () => {
	const stop = new AbortController();
	const running = new OpenAiProbe('http://localhost:4747').run(
		plainTeacher({ baseUrl: server.baseUrl, model: 'large' }),
		'sk-good',
		() => {
			stop.abort(new Error('enough'));
		},
		stop.signal,
	);
	await expect(running).rejects.toThrow('enough');
	expect(server.heard).toEqual(['GET /v1/models']);
});
