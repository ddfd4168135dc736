import { describe, expect, test } from 'vitest';
import { formatNamed, readingOf } from '../../../../src/core/formats/formats.ts';
import type { FormatName } from '../../../../src/core/formats/format.ts';
import type { Fields } from '../../../../src/core/formats/record.ts';

const LINES = { kind: 'lines' } as const;
const plain = { input: '', output: '', skill: null, hasLaterTurns: false, hasSystem: false };

function read(...records: readonly Fields[]) {
	const reading = readingOf(LINES, records);
	return records.map((fields) => formatNamed(reading.format).read(fields, reading));
}

describe('a format is found by the first records', () => {
	test.each<[FormatName, Fields]>([
		['alpaca', { instruction: 'a', input: '', output: 'b' }],
		['alpaca', { instruction: 'a', input: '', chosen: 'b', rejected: 'c' }],
		['lion', { instruction: 'a', input: '', assist1: 'b', assist2: 'c', review_score_diff: 1 }],
		['lion', { seed_instruction: 'a', seed_output: 'b', instruction: 'c' }],
		['lion', { score: [8, 7], text: 'both good' }],
		['openai-chat', { messages: [{ role: 'user', content: 'a' }] }],
		['openai-chat', { input: { messages: [] }, preferred_output: [] }],
		['sharegpt', { conversations: [{ from: 'human', value: 'a' }] }],
		['columns', { prompt: 'a', completion: 'b' }],
		['columns', { title: 'a' }],
	])('%s', (format, fields) => {
		expect(readingOf(LINES, [fields]).format).toBe(format);
	});

	test('that most of them have', () => {
		const rows = [{ messages: [] }, { instruction: 'a' }, { instruction: 'b' }];
		expect(readingOf(LINES, rows).format).toBe('alpaca');
	});
});

describe('rows of each format', () => {
	test('Alpaca: white space goes around tasks, stays in answers, skill or category is the skill', () => {
		expect(read({ instruction: ' a ', input: ' i ', output: '  b\n', category: ' sums ' })).toEqual(
			[{ ...plain, instruction: 'a', input: 'i', output: '  b\n', skill: 'sums' }],
		);
	});

	test('Alpaca with a history: the first round is the row', () => {
		const history = [['first', 'reply']];
		expect(read({ instruction: 'later', output: 'x', history })).toEqual([
			{ ...plain, instruction: 'first', output: 'reply', hasLaterTurns: true },
		]);
	});

	test('Lion: the teacher’s side of a judged pair is the answer; a generated one has none', () => {
		expect(read({ instruction: 'a', input: 'i', assist1: 't', assist2: 's' })).toEqual([
			{ ...plain, instruction: 'a', input: 'i', output: 't' },
		]);
		expect(read({ seed_instruction: 'p', seed_output: 'q', instruction: 'c' })).toEqual([
			{ ...plain, instruction: 'c' },
		]);
	});

	test('preference files: what was preferred is the answer', () => {
		const messages = [{ role: 'user', content: 'a' }];
		const preferred = [{ role: 'assistant', content: 'good' }];
		expect(read({ input: { messages }, preferred_output: preferred })).toEqual([
			{ ...plain, instruction: 'a', output: 'good' },
		]);
		expect(
			read({
				conversations: [{ from: 'human', value: 'a' }],
				chosen: { from: 'gpt', value: 'good' },
				rejected: { from: 'gpt', value: 'bad' },
			}),
		).toEqual([{ ...plain, instruction: 'a', output: 'good' }]);
	});

	test('one system prompt for all is left out; prompts of their own stand before the instruction', () => {
		const chat = (system: string, task: string) => ({
			conversations: [{ from: 'human', value: task }],
			system,
		});
		expect(read(chat('be kind', 'a'), chat('be kind', 'b'))).toEqual([
			{ ...plain, instruction: 'a', hasSystem: true },
			{ ...plain, instruction: 'b', hasSystem: true },
		]);
		expect(read(chat('to French', 'a'), chat('to German', 'b'))).toEqual([
			{ ...plain, instruction: 'to French\n\na' },
			{ ...plain, instruction: 'to German\n\nb' },
		]);
	});

	test('a field that is mapped and missing leaves its text empty; a missing instruction is refused', () => {
		const reading = readingOf(LINES, [{ prompt: 'a', response: 'b' }]);
		const { read: readColumns } = formatNamed('columns');
		expect(readColumns({ prompt: 'a' }, reading)).toEqual({ ...plain, instruction: 'a' });
		expect(readColumns({ response: 'b' }, reading)).toEqual({
			reason: 'no instruction',
			detail: 'prompt',
		});
	});
});
