/** The engine that answers, with the student in it, and why it is this one. */
import type { LoadedStudent, StudentEngine } from '../../app/ports/student-engine.ts';
import { AppError } from '../../core/error.ts';
import type { Candidate, Compared, Loaded } from './comparison.ts';
import { differenceWords, joined } from './engine-notes.ts';
import { DEVICES, ENGINES, type Loading, type Order, type Parts } from './engine-parts.ts';

export class EngineSeat {
	readonly #parts: Parts;
	#order: Order | undefined;
	#engine: StudentEngine | undefined;
	/** Of the engine, with our reasons. */
	#facts: LoadedStudent | null = null;
	/** Why this one, in a sentence. */
	#because: string | null = null;
	/** Read for the student. */
	#bytes = 0;

	constructor(parts: Parts) {
		this.#parts = parts;
	}

	get order(): Order | undefined {
		return this.#order;
	}

	get engine(): StudentEngine | undefined {
		return this.#engine;
	}

	get because(): string | null {
		return this.#because;
	}

	get bytes(): number {
		return this.#bytes;
	}

	get facts(): LoadedStudent | null {
		const { remote } = this.#parts;
		// What an endpoint refuses, or calls itself, is learnt as it answers.
		const now = this.#engine === remote ? remote.loaded : null;
		return now === null ? this.#facts : { ...now, note: joined(this.#because, now.note) };
	}

	/** Loads beside each other have the last one's order. */
	begin(order: Order): void {
		this.#order = order;
	}

	/** Throws where it was closed, or another student loaded, meanwhile. */
	mind(order: Order, signal: AbortSignal): void {
		signal.throwIfAborted();
		if (this.#order !== order)
			throw new AppError('student/closed', 'the student was closed or replaced by another');
	}

	/** `choice` 'auto': transformers.js on the device that suits it. */
	async load(order: Order, { choice, because, signal }: Loading): Promise<LoadedStudent> {
		const engine = this.#parts[ENGINES[choice]];
		const onBytes = (done: number, total: number | null) => {
			this.#bytes = done;
			order.options.onBytes?.(done, total);
		};
		const options = { ...order.options, device: DEVICES[choice], onBytes };
		const facts = await engine.load(order.source, options, signal);
		this.mind(order, signal);
		return this.#take({ engine, facts }, because);
	}

	/** One that was loaded to be compared; `because`: null while it is the fastest only so far. */
	take({ engine, facts }: Pick<Loaded, 'engine' | 'facts'>, because: string | null): void {
		this.#take({ engine, facts: because === null ? facts : { ...facts, note: null } }, because);
	}

	/** One that isn't loaded yet, for a comparison with the one that is. */
	candidate(order: Order, choice: Compared, signal: AbortSignal): Candidate {
		const engine = this.#parts[choice === 'web-llm' ? 'webLlm' : 'beside'];
		const load = async () => {
			this.mind(order, signal);
			const options = { ...order.options, device: DEVICES[choice] };
			const facts = await engine.load(order.source, options, signal);
			const difference = choice === 'web-llm' ? await this.difference(order, signal) : null;
			return difference === null ? facts : `${differenceWords(difference)}: not taken.`;
		};
		return { choice, engine, load };
	}

	/** Of the web-llm that is loaded, from what the trainer's model says; null: none is known. */
	async difference({ source }: Order, signal: AbortSignal): Promise<string | null> {
		const { webLlm, webLlmTest } = this.#parts;
		return source.kind === 'endpoint' ? null : webLlmTest(webLlm, source, signal);
	}

	clear(): void {
		const { transformers, beside, webLlm, remote } = this.#parts;
		for (const engine of [transformers, beside, webLlm, remote]) engine.close();
		this.#engine = undefined;
		this.#order = undefined;
		this.#facts = null;
	}

	#take(
		{ engine, facts }: { readonly engine: StudentEngine; readonly facts: LoadedStudent },
		because: string | null,
	): LoadedStudent {
		this.#engine = engine;
		this.#because = because;
		this.#facts = { ...facts, note: joined(because, facts.note) };
		return this.#facts;
	}
}
