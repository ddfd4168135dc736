/** What every teacher promises: behind an address, in practice, and scripted for the tests of the app. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OpenAiTeacher } from '../../../src/adapters/openai/teacher.ts';
import { practiceTeacher } from '../../../src/adapters/practice/practice-teacher.ts';
import type { Teacher } from '../../../src/app/ports/teacher.ts';
import type { CallRequest } from '../../../src/core/call.ts';
import { NO_FAULTS } from '../../../src/core/practice/teacher.ts';
import { makeTask, PRACTICE_SKILLS, readTask } from '../../../src/core/practice/world.ts';
import { teacherMessages } from '../../../src/core/prompts/teacher-prompt.ts';
import { seededRandom } from '../../../src/core/random.ts';
import { TeacherError } from '../../../src/core/teacher-error.ts';
import { replyOf, ScriptedTeacher } from '../../fakes/scripted-teacher.ts';
import { TeacherServer } from '../../fakes/teacher-server.ts';

/** Tasks that every teacher here can solve, with answers of several words. */
const TASKS = PRACTICE_SKILLS.map((skill) => makeTask(skill, seededRandom(skill)))
	.filter(({ answer }) => answer.includes(' '))
	.slice(0, 6);
const [TASK] = TASKS;
if (TASK === undefined) throw new Error('expected a skill whose answer has several words');

const requestOf = ({ instruction }: { readonly instruction: string }): CallRequest => ({
	model: 'practice-teacher',
	messages: teacherMessages({ instruction, input: '' }),
	...{ temperature: 0, topP: 1, maxTokens: 64, seed: 1, schema: null, sample: 0 },
});
const answerTo = ({ messages }: Pick<CallRequest, 'messages'>) =>
	readTask(messages.at(-1)?.content ?? '')?.answer ?? 'no task';

const RETRY_AFTER_MS = 1000;

/** One teacher in three tempers. */
type Place = {
	/** Solves the tasks. */
	readonly solving: Teacher;
	/** Never replies. */
	readonly silent: Teacher;
	/** Turns every call down for its rate. */
	readonly busy: Teacher;
	readonly close: () => Promise<unknown>;
};

function scripted(): Promise<Place> {
	const refusal = new TeacherError('teacher/rate-limited', 'no', { retryAfterMs: RETRY_AFTER_MS });
	return Promise.resolve({
		solving: new ScriptedTeacher((request) => replyOf(answerTo(request))),
		silent: new ScriptedTeacher(() => new Promise(() => undefined)),
		busy: new ScriptedTeacher(() => {
			throw refusal;
		}),
		close: () => Promise.resolve(),
	});
}

async function behindAnAddress(): Promise<Place> {
	const headers = { 'retry-after': String(RETRY_AFTER_MS / 1000) };
	const [solving, silent, busy] = await Promise.all([
		TeacherServer.start(({ messages }) => ({
			kind: 'reply',
			text: answerTo({ messages: messages as CallRequest['messages'] }),
		})),
		TeacherServer.start(() => ({ kind: 'stall' })),
		TeacherServer.start(() => ({ kind: 'refuse', status: 429, headers })),
	]);
	const teacherAt = ({ baseUrl }: TeacherServer) => new OpenAiTeacher({ baseUrl, key: 'sk-1' });
	return {
		solving: teacherAt(solving),
		silent: teacherAt(silent),
		busy: teacherAt(busy),
		close: () => Promise.all([solving, silent, busy].map((server) => server.stop())),
	};
}

function inPractice(): Promise<Place> {
	return Promise.resolve({
		solving: practiceTeacher({ wordMs: 0 }),
		silent: practiceTeacher({ faults: { ...NO_FAULTS, latencyMs: [1e8, 1e8] } }),
		busy: practiceTeacher({ faults: { ...NO_FAULTS, rateLimitedShare: 1 } }),
		close: () => Promise.resolve(),
	});
}

const never = new AbortController().signal;

/** Hears the pieces of a stream to its end. */
async function hear(
	pieces: AsyncIterable<string>,
	onPiece: (piece: string) => void = () => undefined,
): Promise<void> {
	for await (const piece of pieces) onPiece(piece);
}

describe.each<[string, () => Promise<Place>]>([
	['scripted', scripted],
	['behind an address', behindAnAddress],
	['in practice', inPractice],
])('a teacher %s', (_which, open) => {
	let place: Place;
	beforeAll(async () => {
		place = await open();
	});
	afterAll(() => place.close());

	test('replies to each of many calls at once with its own, and tells the tokens', async () => {
		const replies = await Promise.all(
			TASKS.map((task) => place.solving.ask(requestOf(task), never)),
		);
		const number = expect.any(Number) as number;
		expect(replies).toEqual(
			TASKS.map(({ answer }) => ({
				...{ text: answer, finish: 'stop' },
				...{ promptTokens: number, completionTokens: number },
			})),
		);
	});

	test('streams the same reply in pieces, and ends', async () => {
		const pieces: string[] = [];
		await hear(place.solving.stream(requestOf(TASK), never), (piece) => pieces.push(piece));
		expect(pieces.length).toBeGreaterThan(1);
		expect(pieces).not.toContain('');
		expect(pieces.join('')).toBe(TASK.answer);
	});

	test('lists its models by id', async () => {
		const models = await place.solving.models(never);
		expect(models).toEqual([expect.stringMatching(/^\S+$/)]);
	});

	test('fails by name, with how long it asks to wait', async () => {
		const calls = [
			() => place.busy.ask(requestOf(TASK), never),
			() => hear(place.busy.stream(requestOf(TASK), never)),
		];
		for (const call of calls)
			await expect(call()).rejects.toMatchObject({
				...{ name: 'TeacherError', code: 'teacher/rate-limited' },
				retryAfterMs: RETRY_AFTER_MS,
			});
	});

	test('throws an abort as it is, that came before it was asked', async () => {
		const stop = AbortSignal.abort(new Error('enough'));
		const heard: string[] = [];
		for (const call of [
			() => place.solving.ask(requestOf(TASK), stop),
			() => hear(place.solving.stream(requestOf(TASK), stop), (piece) => heard.push(piece)),
			() => place.solving.models(stop),
		])
			await expect(call()).rejects.toThrow('enough');
		expect(heard).toEqual([]);
	});

	test('throws an abort as it is, that came while it was silent', async () => {
		for (const ask of [
			(stop: AbortSignal) => place.silent.ask(requestOf(TASK), stop),
			(stop: AbortSignal) => hear(place.silent.stream(requestOf(TASK), stop)),
		]) {
			const stop = new AbortController();
			const asked = ask(stop.signal);
			stop.abort(new Error('enough'));
			await expect(asked).rejects.toThrow('enough');
		}
	});

	test('says no more after an abort in the middle of a stream, and throws it as it is', async () => {
		const stop = new AbortController();
		const heard: string[] = [];
		const hearing = hear(place.solving.stream(requestOf(TASK), stop.signal), (piece) => {
			heard.push(piece);
			stop.abort(new Error('enough'));
		});
		await expect(hearing).rejects.toThrow('enough');
		expect(heard).toHaveLength(1);
	});
});
