/** A teacher in memory that replies by script and keeps what it was asked. */
import type { Teacher } from '../../src/app/ports/teacher.ts';
import type { CallReply, CallRequest } from '../../src/core/call.ts';

export type Script = (request: CallRequest, time: number, signal: AbortSignal) => unknown;

export const replyOf = (text: string, fields: Partial<CallReply> = {}): CallReply => ({
	text,
	finish: 'stop',
	promptTokens: 10,
	completionTokens: 5,
	...fields,
});

export class ScriptedTeacher implements Teacher {
	readonly asked: CallRequest[] = [];
	inFlight = 0;
	mostInFlight = 0;
	readonly #script: Script;

	/** The script returns a reply or a promise of one, or throws; `time` counts from 1. */
	constructor(script: Script = (request) => replyOf(`reply to ${lastOf(request)}`)) {
		this.#script = script;
	}

	async ask(request: CallRequest, signal: AbortSignal): Promise<CallReply> {
		signal.throwIfAborted();
		this.asked.push(request);
		this.inFlight++;
		this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
		const settled = new AbortController();
		try {
			const reply = this.#script(request, this.asked.length, signal);
			return (await Promise.race([reply, abortOf(signal, settled.signal)])) as CallReply;
		} finally {
			settled.abort();
			this.inFlight--;
		}
	}

	async *stream(request: CallRequest, signal: AbortSignal): AsyncIterable<string> {
		const { text } = await this.ask(request, signal);
		for (const piece of text.split(/(?<= )/)) {
			signal.throwIfAborted();
			yield piece;
		}
	}

	async models(signal: AbortSignal): Promise<readonly string[]> {
		await Promise.resolve();
		signal.throwIfAborted();
		return ['scripted'];
	}
}

/** Rejects when the signal aborts, as long as anyone listens. */
const abortOf = (signal: AbortSignal, settled: AbortSignal) =>
	new Promise<never>((_, reject) => {
		const give = () => {
			reject(signal.reason as Error);
		};
		signal.addEventListener('abort', give, { signal: settled });
	});

const lastOf = (request: CallRequest) => request.messages.at(-1)?.content ?? '';
