/** One order of a pair put to the referee, again until its reply can be read: the one way, of runs and of the chat. */
import type { CallReply, CallRequest, Message } from '../core/call.ts';
import type { CallKey } from '../core/id.ts';
import {
	readRefereeReply,
	refereeMessages,
	REFEREE_SCHEMA,
	type RefereeReading,
} from '../core/prompts/referee-prompt.ts';
import type { Recipe } from '../core/recipe.ts';
import type { VerdictOrder } from '../core/verdict.ts';

export type RefereeNumbers = Pick<Recipe['referee'], 'temperature' | 'maxTokens' | 'reasks'>;
export type RefereeQuestion = {
	readonly task: { readonly instruction: string; readonly input: string };
	readonly answers: { readonly teacher: string; readonly student: string };
	readonly order: VerdictOrder;
	/** How often it was asked before, its replies unreadable. */
	readonly before: number;
};
/** `callKey`: of the ledger's row; null where no ledger keeps it. */
type AskReferee<Key extends CallKey | null> = (
	messages: readonly Message[],
	numbers: {
		readonly temperature: number;
		readonly maxTokens: number;
		readonly schema: CallRequest['schema'];
		readonly sample: number;
	},
) => Promise<{ readonly reply: CallReply; readonly callKey: Key }>;

/** Asks until the reply can be read, at most 1 + `reasks` times; the last reading stands. Throws what `ask` throws. */
export async function askReferee<Key extends CallKey | null>(
	ask: AskReferee<Key>,
	{ task, answers, order, before }: RefereeQuestion,
	{ temperature, maxTokens, reasks }: RefereeNumbers,
): Promise<{
	readonly reading: RefereeReading;
	/** Of asking, those before too. */
	readonly times: number;
	readonly callKey: Key;
}> {
	const messages = refereeMessages(task, answers, order);
	for (let sample = before; ; sample++) {
		const numbers = { temperature, maxTokens, schema: REFEREE_SCHEMA, sample };
		const { reply, callKey } = await ask(messages, numbers);
		const reading = readRefereeReply(reply.text);
		if (reading.scores !== null || sample >= before + reasks)
			return { reading, times: sample + 1, callKey };
	}
}
