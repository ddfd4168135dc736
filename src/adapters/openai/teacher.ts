/** A teacher behind any OpenAI-compatible address. */
import type {
	ChatCompletionCreateParamsNonStreaming as Body,
	ChatCompletionCreateParamsStreaming as StreamBody,
} from 'openai/resources/chat/completions';
import type { Teacher } from '../../app/ports/teacher.ts';
import type { CallReply, CallRequest } from '../../core/call.ts';
import type { HearLimits, HearStream } from '../../core/limits/told.ts';
import { TeacherError } from '../../core/teacher-error.ts';
import { Endpoint, type EndpointOptions } from './endpoint.ts';
import { replyOf, usageOf } from './reply.ts';
import type { TimeLimit } from './time-limit.ts';

export type OpenAiTeacherOptions = EndpointOptions;

export class OpenAiTeacher implements Teacher {
	readonly #endpoint: Endpoint;

	constructor(options: OpenAiTeacherOptions) {
		this.#endpoint = new Endpoint(options);
	}

	ask(request: CallRequest, signal: AbortSignal, hear?: HearLimits): Promise<CallReply> {
		const { client, dialect, key } = this.#endpoint;
		return this.#endpoint.within(signal, async ({ signal: own }) => {
			const create = (body: Body) => client.chat.completions.create(body, { signal: own });
			const bodyOf = () => dialect.bodyOf(request);
			return replyOf(await this.#endpoint.inItsWords(bodyOf, create, hear), key);
		});
	}

	stream(request: CallRequest, signal: AbortSignal, hear?: HearStream): AsyncIterable<string> {
		return this.#endpoint.streaming(signal, (limit) => this.#pieces(request, limit, hear));
	}

	async *#pieces(
		request: CallRequest,
		limit: TimeLimit,
		hear: HearStream | undefined,
	): AsyncGenerator<string, void, void> {
		const { client, dialect } = this.#endpoint;
		const { signal } = limit;
		const create = (body: StreamBody) => client.chat.completions.create(body, { signal });
		const bodyOf = () => dialect.streamBodyOf(request);
		let isWhole = false;
		const pieces = await this.#endpoint.inItsWords(bodyOf, create, hear?.limits);
		for await (const { choices, usage } of pieces) {
			// What has come already is told by the client after an abort too.
			signal.throwIfAborted();
			limit.restart();
			tellUsage(usage, hear);
			const [choice] = choices;
			if (choice?.finish_reason) isWhole = true;
			if (choice?.delta.content) yield choice.delta.content;
		}
		// The client ends a stream that was aborted as if it were whole.
		signal.throwIfAborted();
		if (!isWhole) throw new TeacherError('teacher/cut-off', 'The reply broke off.');
	}

	models(signal: AbortSignal): Promise<readonly string[]> {
		return this.#endpoint.models(signal);
	}
}

function tellUsage(told: unknown, hear: HearStream | undefined): void {
	const usage = usageOf(told);
	if (usage !== null) hear?.usage(usage);
}
