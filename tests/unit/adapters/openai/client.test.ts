import { expect, test } from 'vitest';
import {
	OpenAiTeacher,
	type OpenAiTeacherOptions,
} from '../../../../src/adapters/openai/teacher.ts';
import { teacherOf } from '../../../../src/adapters/openai/teachers.ts';
import type { CallRequest } from '../../../../src/core/call.ts';
import type { TeacherId } from '../../../../src/core/id.ts';
import { keySlotOf } from '../../../../src/core/teacher.ts';
import { plainTeacher } from '../../../fakes/memory-teachers.ts';
import { TeacherServer } from '../../../fakes/teacher-server.ts';

const KEY = 'sk-secret-123';
const signal = new AbortController().signal;
const request: CallRequest = {
	model: 'acme-large',
	messages: [{ role: 'user', content: 'yes?' }],
	...{ temperature: 0, topP: 1, maxTokens: 5, seed: 1, schema: null, sample: 0 },
};

/** What goes over the wire for one question. */
async function sentBy(options: Partial<OpenAiTeacherOptions>) {
	const sent: { url: string; headers: Headers }[] = [];
	const teacher = new OpenAiTeacher({
		baseUrl: 'https://api.acme.example/v1',
		key: KEY,
		...options,
		fetch: (input, init) => {
			sent.push({
				url: input instanceof Request ? input.url : String(input),
				headers: new Headers(init?.headers),
			});
			const choices = [{ index: 0, message: { role: 'assistant', content: 'yes' } }];
			return Promise.resolve(Response.json({ choices }));
		},
	});
	await teacher.ask(request, signal);
	const [first] = sent;
	if (first === undefined) throw new Error('nothing was sent');
	return { url: first.url, headers: Object.fromEntries(first.headers) };
}

test('a page sends no header but what the request needs: providers refuse those they don’t list', async () => {
	const { headers } = await sentBy({});
	expect(Object.keys(headers).sort()).toEqual(['accept', 'authorization', 'content-type']);
});

test('a server without a key is sent none', async () => {
	const { headers } = await sentBy({ key: '' });
	expect(Object.keys(headers).sort()).toEqual(['accept', 'content-type']);
});

test('headers and query of the teacher travel along, and the key in the header that it names', async () => {
	const { url, headers } = await sentBy({
		baseUrl: 'https://r.openai.azure.com/openai/deployments/d',
		keyHeader: 'api-key',
		query: { 'api-version': '2024-10-21' },
		headers: { 'anthropic-dangerous-direct-browser-access': 'true' },
	});
	expect(url).toBe(
		'https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21',
	);
	expect(headers).toMatchObject({
		'api-key': KEY,
		'anthropic-dangerous-direct-browser-access': 'true',
	});
	expect(headers).not.toHaveProperty('authorization');
});

test('a key that stands in the address is not sent', async () => {
	for (const wrong of [{ baseUrl: `https://a.example/${KEY}` }, { query: { key: KEY } }])
		await expect(sentBy(wrong)).rejects.toMatchObject({ code: 'teacher/key-in-address' });
});

test('each role is asked at its own address with its own key', async () => {
	const [main, judge] = await Promise.all([TeacherServer.start(), TeacherServer.start()]);
	try {
		const referee = plainTeacher({
			id: 'judge' as TeacherId,
			...{ baseUrl: judge.baseUrl, endpoint: judge.baseUrl },
		});
		const project = plainTeacher({ baseUrl: main.baseUrl, roles: { referee } });
		const keys = new Map([
			[keySlotOf(project), 'sk-main'],
			[keySlotOf(referee), 'sk-judge'],
		]);
		const teacher = teacherOf(project, (slot) => keys.get(slot));
		await teacher.ask(request, signal);
		await teacher.ask({ ...request, endpoint: judge.baseUrl }, signal);
		expect(main.asked.map(({ authorization }) => authorization)).toEqual(['Bearer sk-main']);
		expect(judge.asked.map(({ authorization }) => authorization)).toEqual(['Bearer sk-judge']);
		keys.delete(keySlotOf(referee));
		expect(() => teacherOf(project, (slot) => keys.get(slot))).toThrow(/The key of 127\.0\.0\.1/);
	} finally {
		await Promise.all([main.stop(), judge.stop()]);
	}
});
