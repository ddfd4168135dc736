/** What of the chat completions API a provider takes: learnt from its refusals, kept for as long as the client lives. */
import type {
	ChatCompletionCreateParamsNonStreaming as Body,
	ChatCompletionCreateParamsStreaming as StreamBody,
} from 'openai/resources/chat/completions';
import type { CallRequest } from '../../core/call.ts';

export class Dialect {
	#takesSchema: boolean;
	#takesSeed = true;
	#takesStreamOptions = true;
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

	/** The same, to be streamed, with its tokens at the end. */
	streamBodyOf(request: CallRequest): StreamBody {
		const options = this.#takesStreamOptions ? { stream_options: { include_usage: true } } : {};
		return { ...this.bodyOf(request), stream: true, ...options };
	}

	/**
	 * Whether the refusal (400 or 422) is of a field that was sent and won't be again, so that the request can be sent once
	 * more in other words. What was sent decides: of many calls at once each is refused, and the first has taught it all.
	 */
	learn(refusal: { readonly param: string | null | undefined }, sent: object): boolean {
		// The refused field where the provider names it; of those who don't, most know no schemas, or no options of streams.
		const usual = 'stream_options' in sent ? 'stream_options' : 'response_format';
		const field = /^\w+/.exec(refusal.param ?? '')?.[0] ?? usual;
		if (!(field in sent)) return false;
		if (field === 'max_tokens') this.#tokenLimit = 'max_completion_tokens';
		else if (field === 'seed') this.#takesSeed = false;
		else if (field === 'stream_options') this.#takesStreamOptions = false;
		else if (field === 'response_format') this.#takesSchema = false;
		else return false;
		return true;
	}
}
