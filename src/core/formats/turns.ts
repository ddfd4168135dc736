/** Conversations as rows: the first request of the user and the reply to it. Later turns are left out, and counted. */
import type { Reading } from './format.ts';
import { type Refusal, refusal } from './record.ts';
import { type ReadRow, rowOf } from './row.ts';

export type Turn = {
	readonly role: 'system' | 'user' | 'assistant' | 'other';
	/** undefined: something else than text. */
	readonly text: string | undefined;
};

/** The row of a conversation, or why it gives none. */
export function rowOfTurns(
	turns: readonly Turn[],
	skill: unknown,
	system: Reading['system'],
): ReadRow | Refusal {
	const spoken = turns.filter(({ role }) => role !== 'system');
	const [request, reply] = spoken;
	if (request === undefined) return refusal('a conversation without turns');
	if (request.role !== 'user') return refusal('a conversation that does not begin with the user');
	const answers = reply?.role === 'assistant' ? [reply] : [];
	const texts = [request, ...answers].map(({ text }) => text);
	if (texts.includes(undefined)) return refusal('a turn that is not text');
	const read = rowOf({ instruction: texts[0], input: '', output: texts[1], skill });
	if ('reason' in read) return read;
	const row = { ...read, hasLaterTurns: spoken.length > texts.length };
	return withSystem(row, turns.find(({ role }) => role === 'system')?.text, system);
}

/** The row with its system prompt where the user wants it. */
export function withSystem(
	row: ReadRow,
	system: unknown,
	where: Reading['system'],
): ReadRow | Refusal {
	if (typeof system !== 'string' || system.trim() === '') return row;
	if (where === 'left-out') return { ...row, hasSystem: true };
	const whole = rowOf({ ...row, instruction: `${system.trim()}\n\n${row.instruction}` });
	return 'reason' in whole ? whole : { ...whole, hasLaterTurns: row.hasLaterTurns };
}
