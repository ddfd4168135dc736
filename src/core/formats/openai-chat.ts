/** OpenAI's chat files: `messages` of {role, content}; preference pairs keep them in `input` beside `preferred_output`. */
import type { Format } from './format.ts';
import { type Fields, fieldOf, isFields, refusal } from './record.ts';
import { rowOfTurns, type Turn } from './turns.ts';

const ROLES: Readonly<Record<string, Turn['role']>> = {
	system: 'system',
	developer: 'system',
	user: 'user',
	assistant: 'assistant',
};

export const openAiChat: Format = {
	name: 'openai-chat',
	fits: (fields) => Array.isArray(messagesOf(fields)),
	map: () => null,
	read: (fields, { system }) => {
		const messages = messagesOf(fields);
		if (!Array.isArray(messages)) return refusal('a conversation without turns', 'messages');
		const preferred = fieldOf(fields, 'preferred_output');
		const replies: readonly unknown[] = Array.isArray(preferred) ? preferred : [];
		const turns = [...(messages as readonly unknown[]), ...replies].map(turnOf);
		return rowOfTurns(turns, fieldOf(fields, 'skill') ?? fieldOf(fields, 'category'), system);
	},
};

function messagesOf(fields: Fields): unknown {
	const input = fieldOf(fields, 'input');
	return fieldOf(fields, 'messages') ?? (isFields(input) ? fieldOf(input, 'messages') : undefined);
}

function turnOf(message: unknown): Turn {
	if (!isFields(message)) return { role: 'other', text: undefined };
	const role = fieldOf(message, 'role');
	return {
		role:
			(typeof role === 'string' && Object.hasOwn(ROLES, role) ? ROLES[role] : undefined) ?? 'other',
		text: textOf(fieldOf(message, 'content')),
	};
}

/** Content is a text, or a list of parts, of which only those of text can be used. */
function textOf(content: unknown): string | undefined {
	if (typeof content === 'string') return content;
	if (!Array.isArray(content)) return undefined;
	const texts = content.map((part: unknown) =>
		isFields(part) ? fieldOf(part, 'text') : undefined,
	);
	return texts.every((text) => typeof text === 'string') ? texts.join('\n') : undefined;
}
