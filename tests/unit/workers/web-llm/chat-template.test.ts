import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { codeOf } from '../../../../src/core/error.ts';
import { ChatTemplate } from '../../../../workers/web-llm/chat-template.ts';

const shipped = JSON.parse(
	readFileSync(
		new URL('../../../../models/practice-student/tokenizer_config.json', import.meta.url),
		'utf8',
	),
) as Record<string, unknown>;
const failure = (config: Record<string, unknown>) => {
	try {
		return new ChatTemplate(config).render([], true);
	} catch (thrown) {
		return codeOf(thrown);
	}
};

test('the shipped student’s template is rendered, and a message is never taken for a pattern', () => {
	const template = new ChatTemplate(shipped);
	const turns = [
		{ role: 'user', content: 'half of $& {user_message}' },
		{ role: 'assistant', content: '$1' },
	] as const;
	expect(template.render(turns, false)).toBe('<|user|> half of $& {user_message}<|bot|>$1<|end|>');
	expect(template.render(turns.slice(0, 1), true)).toBe(
		'<|user|> half of $& {user_message}<|bot|>',
	);
});

test('special tokens are known to the template, written out or as a text', () => {
	const config = {
		bos_token: { content: '<s>', special: true },
		eos_token: '</s>',
		chat_template: [{ name: 'default', template: '{{ bos_token }}{{ eos_token }}' }],
	};
	expect(new ChatTemplate(config).render([], true)).toBe('<s></s>');
});

test('a tokenizer without a template that can be read is refused by name', () => {
	expect(failure({})).toBe('student/wrong-tokenizer');
	expect(failure({ chat_template: '{% if %}' })).toBe('student/wrong-tokenizer');
});
