/** A test of a teacher: its list of models, one question with a JSON schema, one streamed; a finding a step. */
import type OpenAI from 'openai';
import type { ChatCompletionCreateParamsNonStreaming as Body } from 'openai/resources/chat/completions';
import type { TeacherProbe } from '../../app/teacher-ports.ts';
import type { CallReply, CallRequest } from '../../core/call.ts';
import { codeOf, messageOf } from '../../core/error.ts';
import {
	limitsFinding,
	modelFinding,
	type Place,
	type ProbeFinding,
	refusalFinding,
	structuredFinding,
	unreachedFindings,
	usageFinding,
} from '../../core/probe.ts';
import { providerOf } from '../../core/providers.ts';
import type { OpenAiTeacher } from '../../core/teacher.ts';
import { clientOf } from './client.ts';
import { Dialect } from './dialect.ts';
import { isRefusal, teacherErrorOf, words } from './failures.ts';
import { listModels } from './model-list.ts';
import { whyUnreached } from './reach.ts';
import { replyOf } from './reply.ts';
import { limitsOf } from './told-limits.ts';

const TIMEOUT_MS = 60_000;
/** Enough for a model that thinks a little before it writes. */
const MAX_TOKENS = 64;
const SCHEMA = {
	name: 'readiness',
	schema: {
		type: 'object',
		properties: { word: { type: 'string' } },
		required: ['word'],
		additionalProperties: false,
	},
};

type Hear = (finding: ProbeFinding) => void;

export class OpenAiProbe implements TeacherProbe {
	readonly #origin: string;

	/** `origin`: of the page. */
	constructor(origin: string) {
		this.#origin = origin;
	}

	async run(teacher: OpenAiTeacher, key: string, hear: Hear, signal: AbortSignal): Promise<void> {
		const provider = providerOf(teacher.provider);
		const place: Place = { baseUrl: teacher.baseUrl, provider, origin: this.#origin };
		const probing = new Probing(teacher, key, place, hear);
		if (!(await probing.models(signal)) || teacher.model === '') return;
		if (await probing.question(signal)) await probing.stream(signal);
	}
}

class Probing {
	readonly #client: OpenAI;
	readonly #dialect = new Dialect(true);
	readonly #teacher: OpenAiTeacher;
	readonly #key: string;
	readonly #place: Place;
	readonly #hear: Hear;

	constructor(teacher: OpenAiTeacher, key: string, place: Place, hear: Hear) {
		this.#client = clientOf({ ...teacher, key, timeoutMs: TIMEOUT_MS });
		this.#teacher = teacher;
		this.#key = key;
		this.#place = place;
		this.#hear = hear;
	}

	/** Whether it is worth asking on. */
	async models(signal: AbortSignal): Promise<boolean> {
		const began = performance.now();
		try {
			const models = await listModels(this.#client, signal);
			this.#reached(began);
			this.#listed(models);
			return true;
		} catch (thrown) {
			if (codeOf(thrown) !== 'teacher/not-json' && !isRefusal(thrown))
				return this.#unreached(thrown, 'models', signal);
			this.#reached(began);
			if (isRefusal(thrown) && thrown.status === 401) return this.#refused(thrown);
			this.#hear(isRefusal(thrown) ? noModels(thrown.status) : NO_LIST);
			return true;
		}
	}

	async question(signal: AbortSignal): Promise<boolean> {
		const began = performance.now();
		try {
			const { reply, sent, headers } = await this.#ask(signal);
			const found = `“${words(reply.text, this.#key)}” in ${secondsSince(began)}.`;
			this.#hear({ step: 'key', verdict: 'ok', found: this.#keyWords() });
			this.#hear({ step: 'model', verdict: 'ok', found: `${this.#teacher.model} answers.` });
			this.#hear({ step: 'answer', verdict: 'ok', found });
			this.#hear(structuredFinding(reply.text, 'response_format' in sent));
			this.#hear(usageFinding(reply));
			this.#hear(limitsFinding(limitsOf(headers, Date.now()), this.#place.provider));
			return true;
		} catch (thrown) {
			if (isRefusal(thrown)) return this.#refused(thrown);
			return this.#unreached(thrown, 'answer', signal);
		}
	}

	async stream(signal: AbortSignal): Promise<void> {
		const began = performance.now();
		let first: string | undefined;
		const step = 'streaming';
		try {
			const body = {
				...this.#dialect.bodyOf({ ...this.#request(), schema: null }),
				stream: true as const,
			};
			for await (const { choices } of await this.#client.chat.completions.create(body, { signal }))
				if (choices[0]?.delta.content) first ??= secondsSince(began);
			signal.throwIfAborted();
			this.#hear(
				first === undefined
					? { step, verdict: 'warn', found: 'The stream ended without a word.', remedy: NO_STREAM }
					: {
							step,
							verdict: 'ok',
							found: `First word after ${first}, all after ${secondsSince(began)}.`,
						},
			);
		} catch (thrown) {
			signal.throwIfAborted();
			const found = messageOf(teacherErrorOf(thrown, this.#key));
			this.#hear({ step, verdict: 'warn', found, remedy: NO_STREAM });
		}
	}

	/** In the words that the provider takes, as a run does. */
	async #ask(signal: AbortSignal): Promise<{ reply: CallReply; sent: Body; headers: Headers }> {
		for (;;) {
			const sent = this.#dialect.bodyOf(this.#request());
			try {
				const { data, response } = await this.#client.chat.completions
					.create(sent, { signal })
					.withResponse();
				return { reply: replyOf(data, this.#key), sent, headers: response.headers };
			} catch (thrown) {
				const isForm = isRefusal(thrown) && (thrown.status === 400 || thrown.status === 422);
				if (!isForm || !this.#dialect.learn(thrown, sent)) throw thrown;
			}
		}
	}

	#request(): CallRequest {
		return {
			model: this.#teacher.model,
			messages: [{ role: 'user', content: 'Reply with JSON: {"word": "ready"}' }],
			...{ temperature: 0, topP: 1, maxTokens: MAX_TOKENS, seed: 1, schema: SCHEMA, sample: 0 },
		};
	}

	#reached(began: number): void {
		const found = `Answers in ${secondsSince(began)}.`;
		this.#hear({ step: 'reachable', verdict: 'ok', found });
		this.#hear({ step: 'cors', verdict: 'ok', found: 'This page can read its replies.' });
	}

	#listed(models: readonly string[]): void {
		this.#hear({ step: 'models', verdict: 'ok', found: `${models.length} offered.`, models });
		this.#hear(modelFinding(this.#teacher.model, models));
	}

	#refused({ status, message }: { readonly status: number; readonly message: string }): false {
		this.#hear(refusalFinding(status, words(message, this.#key), this.#place));
		return false;
	}

	/** A response that broke off says what it is; without any, two plainer requests tell why. */
	async #unreached(
		thrown: unknown,
		step: 'models' | 'answer',
		signal: AbortSignal,
	): Promise<false> {
		signal.throwIfAborted();
		const failure = teacherErrorOf(thrown, this.#key);
		if (codeOf(failure) === 'teacher/unreachable') {
			const url = this.#client.buildURL(step === 'models' ? '/models' : '/chat/completions', null);
			const why = await whyUnreached(url, signal);
			for (const finding of unreachedFindings(why, this.#place)) this.#hear(finding);
		} else {
			const remedy = 'Check the address: most end in /v1.';
			this.#hear({ step, verdict: 'failed', found: messageOf(failure), remedy });
		}
		return false;
	}

	#keyWords(): string {
		return this.#key === '' ? 'None was sent, and none was asked for.' : 'Accepted.';
	}
}

const noModels = (status: number): ProbeFinding => ({
	step: 'models',
	verdict: 'unknown',
	found: `It lists none (${status}). The model is asked by its name.`,
});
const NO_LIST: ProbeFinding = {
	step: 'models',
	verdict: 'failed',
	found: 'Something answers, but with no list of models.',
	remedy: 'The address is probably not that of an OpenAI-compatible API: most end in /v1.',
};
const NO_STREAM = 'The chat needs streaming; runs don’t.';

function secondsSince(began: number): string {
	const seconds = (performance.now() - began) / 1000;
	return `${seconds < 10 ? seconds.toFixed(2) : Math.round(seconds)} s`;
}
