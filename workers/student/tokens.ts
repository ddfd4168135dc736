/** A student's tokenizer: messages to ids by its chat template, ids to text. */
import type { PreTrainedTokenizer } from '@huggingface/transformers';
import { AppError } from '../../src/core/error.ts';
import type { Conversation } from './protocol.ts';

export type TokenParts = {
	readonly tokenizer: PreTrainedTokenizer;
	readonly vocabulary: number;
};

/** Ids of the chat-templated messages; `toAnswer`: ready for the answer to follow. Throws 'student/wrong-tokenizer'. */
export function templatedIds(
	{ tokenizer, vocabulary }: TokenParts,
	messages: Conversation,
	toAnswer: boolean,
): number[] {
	const ids = tokenizer.apply_chat_template<true, false, false>([...messages], {
		add_generation_prompt: toAnswer,
		return_tensor: false,
		return_dict: false,
	});
	const stranger = ids.find((id) => id >= vocabulary);
	if (stranger !== undefined)
		throw new AppError(
			'student/wrong-tokenizer',
			`its tokenizer gives token ${String(stranger)}, its network knows ${String(vocabulary)}`,
		);
	return ids;
}

/** What the ids say, special tokens left out. */
export function textOf({ tokenizer }: TokenParts, ids: readonly number[]): string {
	// The tokenizer refuses to decode nothing.
	return ids.length === 0 ? '' : tokenizer.decode([...ids], { skip_special_tokens: true });
}
