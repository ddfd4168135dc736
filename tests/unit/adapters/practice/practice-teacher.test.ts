import { expect, test } from 'vitest';
import { OpenAiTeacher } from '../../../../src/adapters/openai/teacher.ts';
import { practiceTeacher } from '../../../../src/adapters/practice/practice-teacher.ts';
import type { CallRequest } from '../../../../src/core/call.ts';
import { NO_FAULTS } from '../../../../src/core/practice/teacher.ts';
import { makeTask, PRACTICE_SKILLS } from '../../../../src/core/practice/world.ts';
import { teacherMessages } from '../../../../src/core/prompts/teacher-prompt.ts';
import { seededRandom } from '../../../../src/core/random.ts';
import { startPracticeServer } from '../../../fakes/practice-server.ts';

const signal = new AbortController().signal;
const tasks = PRACTICE_SKILLS.slice(0, 8).map((skill) => makeTask(skill, seededRandom(skill)));
const requestOf = ({ instruction }: { instruction: string }): CallRequest => ({
	model: 'practice-teacher',
	messages: teacherMessages({ instruction, input: '' }),
	...{ temperature: 0, topP: 1, maxTokens: 64, seed: 1, schema: null, sample: 0 },
});

test('it answers tasks of its world exactly, with token counts', async () => {
	const teacher = practiceTeacher();
	for (const task of tasks) {
		const reply = await teacher.ask(requestOf(task), signal);
		expect(reply).toMatchObject({ text: task.answer, finish: 'stop' });
		expect(reply.promptTokens).toBeGreaterThan(0);
	}
	expect(await teacher.models(signal)).toEqual(['practice-teacher']);
});

test('it replies over a real connection as within the page, whole or streamed', async () => {
	const server = await startPracticeServer({ wordMs: 0 });
	const remote = new OpenAiTeacher({ baseUrl: server.baseUrl, key: '' });
	try {
		for (const task of tasks) {
			const reply = await practiceTeacher().ask(requestOf(task), signal);
			expect(await remote.ask(requestOf(task), signal)).toEqual(reply);
			let streamed = '';
			for await (const piece of remote.stream(requestOf(task), signal)) streamed += piece;
			expect(streamed).toBe(reply.text);
		}
	} finally {
		await server.stop();
	}
});

test('it turns down the share of attempts that it is told to, with how long to wait', async () => {
	const teacher = practiceTeacher({ faults: { ...NO_FAULTS, rateLimitedShare: 0.5 } });
	const outcomes: unknown[] = [];
	for (let attempt = 0; attempt < 40; attempt++)
		outcomes.push(
			await teacher.ask(requestOf({ instruction: 'what' }), signal).then(
				() => 'answered',
				(thrown: unknown) => thrown,
			),
		);
	const refused = outcomes.filter((outcome) => outcome !== 'answered');
	expect(refused.length).toBeGreaterThan(8);
	expect(refused.length).toBeLessThan(32);
	for (const failure of refused)
		expect(failure).toMatchObject({ code: 'teacher/rate-limited', retryAfterMs: 1000 });
});

test('a slow reply can be given up', async () => {
	const teacher = practiceTeacher({ faults: { ...NO_FAULTS, latencyMs: [60_000, 60_000] } });
	const stop = new AbortController();
	const asked = teacher.ask(requestOf({ instruction: 'what' }), stop.signal);
	stop.abort(new Error('enough'));
	await expect(asked).rejects.toThrow('enough');
});
