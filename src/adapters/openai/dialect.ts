/** What of the chat completions API a provider takes: learnt from its refusals, kept for as long as the client lives. */
import type { ChatCompletionCreateParamsNonStreaming as Body } from 'openai/resources/chat/completions';
import type { CallRequest } from '../../core/call.ts';

export class Dialect {
	#takesSchema: boolean;
	#takesSeed = true;
	#tokenLimit: 'max_tokens' | 'max_completion_tokens' = 'max_tokens';

	constructor(takesSchema: boolean) {
		this.#takesSchema = takesSchema;
	}

	/** The request as this provider takes it. */
	bodyOf(request: CallRequest): Body {
		const { model, messages, temperature, topP, maxTokens, seed, schema } = request;
		return {
			model,
			messages: [...messages],
			temperature,
			...(topP === 1 ? {} : { top_p: topP }),
			[this.#tokenLimit]: maxTokens,
			// OpenAI calls it deprecated; servers of open models hold to it.
			...(this.#takesSeed ? ({ seed } as object) : {}),
			...(schema === null || !this.#takesSchema
				? {}
				: { response_format: { type: 'json_schema', json_schema: { ...schema, strict: true } } }),
		};
	}

	/** Whether the refusal (400 or 422) taught something, so that the request can be sent once more in other words. */
	learn(refusal: { readonly param: string | null | undefined }, sent: Body): boolean {
		// The refused field where the provider names it; of those who don't, most know no schemas.
		const field = refusal.param ?? 'response_format';
		if (field === 'max_tokens' && this.#tokenLimit === 'max_tokens') {
			this.#tokenLimit = 'max_completion_tokens';
			return true;
		}
		if (field === 'seed' && this.#takesSeed) {
			this.#takesSeed = false;
			return true;
		}
		if (!field.startsWith('response_format') || sent.response_format === undefined) return false;
		this.#takesSchema = false;
		return true;
	}
}
