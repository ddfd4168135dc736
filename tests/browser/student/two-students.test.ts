/** Two students in one chat on the real engine: each in a worker of its own, or in turns in one. */
import { afterEach, expect, test } from 'vitest';
import { TransformersStudentEngine } from '../../../src/adapters/transformers/student-engine.ts';
import type { Reply } from '../../../src/ui/state/chat-reply.svelte.ts';
import { Chat, type ChatOptions } from '../../../src/ui/state/chat.svelte.ts';
import { MemoryStudentFiles } from '../../fakes/memory-student-files.ts';
import { prompts, SHIPPED } from './practice.ts';

const places = { files: new MemoryStudentFiles(), trainer: () => Promise.resolve(undefined) };
const options: ChatOptions = {
	...{ temperature: 1, topP: 0.9, maxTokens: 16, seed: 3, stop: ['never said'] },
	...{ system: '', remembers: false, isBlind: true },
	beside: { kind: 'student', id: 'other', name: 'other' },
};
const [[question = { content: '' }] = []] = prompts(1);
const loads: string[] = [];

class Told extends TransformersStudentEngine {
	readonly #name = `engine ${String(new Set(loads).size)}`;
	override load(...given: Parameters<TransformersStudentEngine['load']>) {
		loads.push(this.#name);
		return super.load(...given);
	}
}
let chat: Chat;
afterEach(() => {
	chat.close();
	loads.length = 0;
});

const heard = ({ state, sent, soFar, counted }: Reply) => ({
	...{ state, sent, text: soFar.text, ranOn: counted?.ranOn },
	isMeasured: counted?.facts?.tokens === counted?.tokens && counted !== null,
});

test.each([
	['each on an engine of its own', false, ['engine 0', 'engine 1']],
	['in turns on one', true, ['engine 0', 'engine 0', 'engine 0']],
])(
	'%s they say the same as students that are the same, with figures of their own',
	async (_how, isSharing, loaded) => {
		chat = new Chat(
			() => new Told(),
			places,
			() => false,
		);
		await chat.use(SHIPPED);
		await chat.useBeside(SHIPPED, isSharing);
		await chat.ask(question.content, options);
		expect(loads).toEqual(loaded);
		const [mine, theirs] = chat.turns.flatMap(({ student, beside }) =>
			beside === null ? [] : [heard(student), heard(beside.reply)],
		);
		expect(mine).toEqual({
			...{ state: { kind: 'done' }, sent: [question], text: expect.stringMatching(/\S/) as string },
			...{ ranOn: { engine: 'transformers.js', device: 'wasm' }, isMeasured: true },
		});
		expect(theirs).toEqual(mine);
		expect(chat.isReady).toBe(true);
	},
	120_000,
);
