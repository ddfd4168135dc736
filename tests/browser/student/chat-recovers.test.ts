/** A chat whose student's worker dies, on the real engine: the next question is answered, and the one after it. */
import { afterEach, expect, test, vi } from 'vitest';
import { TransformersStudentEngine } from '../../../src/adapters/transformers/student-engine.ts';
import { studentWorker } from '../../../src/adapters/transformers/worker.ts';
import { Chat, type ChatOptions } from '../../../src/ui/state/chat.svelte.ts';
import { MemoryStudentFiles } from '../../fakes/memory-student-files.ts';
import { GREEDY, prompts, SHIPPED } from './practice.ts';

const places = { files: new MemoryStudentFiles(), trainer: () => Promise.resolve(undefined) };
const options: ChatOptions = {
	...{ ...GREEDY, topP: 1, stop: [], system: '', remembers: true, isBlind: false },
	beside: null,
};
const [[question = { content: '' }] = []] = prompts(1);
const workers: Worker[] = [];
let isGone = false;
let chat: Chat;
afterEach(() => {
	chat.close();
	workers.length = 0;
	isGone = false;
});

async function open() {
	chat = new Chat(
		() =>
			new TransformersStudentEngine(() => {
				if (isGone) throw new Error('no worker any more');
				const worker = studentWorker();
				workers.push(worker);
				return worker;
			}),
		places,
	);
	await chat.use(SHIPPED);
	await chat.ask(question.content, options);
}
const last = () => chat.turns.at(-1)?.student;

test('a worker that died between two questions is replaced, and the student is ready after the reply', async () => {
	await open();
	const wanted = last()?.soFar.text;
	for (const count of [2, 3]) {
		workers.at(-1)?.terminate();
		chat.clear();
		await chat.ask(question.content, options);
		expect(last()?.state).toEqual({ kind: 'done' });
		expect(last()?.soFar.text).toBe(wanted);
		expect(chat.load.kind).toBe('ready');
		expect(workers).toHaveLength(count);
	}
}, 120_000);

test('one that can’t be replaced leaves the student not loaded, and loading it again helps', async () => {
	await open();
	isGone = true;
	workers.at(-1)?.terminate();
	await chat.ask(question.content, options);
	expect(last()?.state.kind).toBe('failed');
	await vi.waitFor(() => {
		expect(chat.load.kind).toBe('failed');
	});
	isGone = false;
	await chat.use(SHIPPED);
	await chat.ask(question.content, options);
	expect(last()?.state).toEqual({ kind: 'done' });
}, 120_000);
