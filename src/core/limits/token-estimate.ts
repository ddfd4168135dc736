/** Tokens of a call before it is sent: from its texts, set right by what the replies told. */
import type { CallReply, CallRequest, Usage } from '../call.ts';

type Sized = Pick<CallRequest, 'messages' | 'maxTokens'>;

/** Of English text; a character outside ASCII is taken for a token of its own. */
const ASCII_A_TOKEN = 4;
/** What a chat template puts around a message. */
const TOKENS_A_MESSAGE = 4;
/** How much one reply moves what is known. */
const LEARNING = 0.1;
/** So much more than the likely number is reserved for a prompt. */
const MARGIN = 1.1;

export class TokenEstimate {
	#promptFactor = 1;
	/** Of the longest reply allowed, 0–1. */
	#replyShare = 0.5;

	/** The most that the call may take: its prompt with a tenth to spare, and the longest reply. */
	mostOf({ messages, maxTokens }: Sized): Usage {
		return {
			promptTokens: Math.ceil(MARGIN * this.#promptFactor * plainTokens(messages)),
			completionTokens: maxTokens,
		};
	}

	/** What it will take if it is like those before it. */
	likelyOf({ messages, maxTokens }: Sized): number {
		return Math.round(this.#promptFactor * plainTokens(messages) + this.#replyShare * maxTokens);
	}

	/** A reply told what it took, or a part of that. */
	learn({ messages, maxTokens }: Sized, reply: CallReply): void {
		const { promptTokens, completionTokens } = reply;
		if (promptTokens !== null) {
			const factor = promptTokens / Math.max(1, plainTokens(messages));
			this.#promptFactor += LEARNING * (factor - this.#promptFactor);
		}
		if (completionTokens !== null)
			this.#replyShare += LEARNING * (completionTokens / maxTokens - this.#replyShare);
	}
}

function plainTokens(messages: CallRequest['messages']): number {
	let tokens = 0;
	for (const { content } of messages) tokens += TOKENS_A_MESSAGE + textTokens(content);
	return tokens;
}

function textTokens(text: string): number {
	let others = 0;
	for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) others++;
	return (text.length - others) / ASCII_A_TOKEN + others;
}
