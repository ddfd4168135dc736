/** ShareGPT: `conversations` of {from, value}, `system` beside them; in preference files the reply is `chosen`. */
import type { Format } from './format.ts';
import { type Fields, fieldOf, isFields, refusal } from './record.ts';
import { rowOfTurns, type Turn } from './turns.ts';

const ROLES: Readonly<Record<string, Turn['role']>> = {
	system: 'system',
	human: 'user',
	user: 'user',
	gpt: 'assistant',
	chatgpt: 'assistant',
	bing: 'assistant',
	bard: 'assistant',
	assistant: 'assistant',
};

export const shareGpt: Format = {
	name: 'sharegpt',
	fits: (fields) => Array.isArray(turnsOf(fields)),
	map: () => null,
	read: (fields, { system }) => {
		const given = turnsOf(fields);
		if (!Array.isArray(given)) return refusal('a conversation without turns', 'conversations');
		const chosen = fieldOf(fields, 'chosen');
		const turns = [...(given as readonly unknown[]), ...(isFields(chosen) ? [chosen] : [])].map(
			turnOf,
		);
		const prompt = fieldOf(fields, 'system');
		if (typeof prompt === 'string') turns.unshift({ role: 'system', text: prompt });
		return rowOfTurns(turns, fieldOf(fields, 'skill') ?? fieldOf(fields, 'category'), system);
	},
};

function turnsOf(fields: Fields): unknown {
	return fieldOf(fields, 'conversations') ?? fieldOf(fields, 'conversation');
}

/** Some files name the fields as OpenAI does. */
function turnOf(turn: unknown): Turn {
	if (!isFields(turn)) return { role: 'other', text: undefined };
	const from = fieldOf(turn, 'from') ?? fieldOf(turn, 'role');
	const value = fieldOf(turn, 'value') ?? fieldOf(turn, 'content');
	return {
		role:
			(typeof from === 'string' && Object.hasOwn(ROLES, from) ? ROLES[from] : undefined) ?? 'other',
		text: typeof value === 'string' ? value : undefined,
	};
}
