/** One student at one address: checked to be there, asked in as many lanes as the address takes. */
import type { StudentAnswer, StudentOptions } from '../../app/ports/student-engine.ts';
import type { Sleep } from '../../app/ports/system.ts';
import { Schedule } from '../../app/schedule.ts';
import type { Message } from '../../core/call.ts';
import { AppError, codeOf } from '../../core/error.ts';
import type { Random } from '../../core/random.ts';
import { Completions, requestOf, type ReplyEnd } from './completions.ts';
import { patiently, studentErrorOf, type Patience } from './failures.ts';
import type { Place } from './place.ts';

export type LineWorld = {
	/** Unix ms. */
	readonly clock: () => number;
	readonly sleep: Sleep;
	/** Of the waits between tries. */
	readonly random: Random;
};
type One = Omit<StudentOptions, 'seeds' | 'batch'>;
/** Of a long list that many are named. */
const MOST_NAMED = 8;

export class Line {
	readonly place: Place;
	readonly #completions: Completions;
	readonly #patience: Patience;
	/** Whether the list of models was there to look into. */
	#isListed = true;

	constructor(place: Place, { clock, sleep, random }: LineWorld) {
		this.place = place;
		this.#completions = new Completions(place.endpoint, place.model);
		const { lanes, limits } = place;
		this.#patience = {
			schedule: new Schedule({ concurrency: lanes, limits, clock, sleep }),
			...{ sleep, random },
		};
	}

	/** Throws AppError 'student/…' where the address or the model isn't there. */
	async check(signal: AbortSignal): Promise<void> {
		await this.#mindTrainer(signal);
		let listed: readonly string[];
		try {
			listed = await this.#completions.models(signal);
		} catch (thrown) {
			signal.throwIfAborted();
			const code = codeOf(thrown);
			// Not everybody has a list: then the first question tells.
			if (code !== 'teacher/unknown-model' && code !== 'teacher/not-json')
				throw this.#failure(thrown);
			this.#isListed = false;
			return;
		}
		const { model } = this.place;
		if (listed.includes(model) || listed.includes(`${model}:latest`)) return;
		throw this.place.trainer === null ? this.#unlisted(listed) : this.#notThere();
	}

	/** What nobody can know here, and what the endpoint has refused, in sentences; null: nothing. */
	get note(): string | null {
		const { answersAs, takesSeeds } = this.#completions;
		const notes = [
			this.place.trainer === null
				? 'Nothing of it is tested here, and its tokens are its own.'
				: null,
			this.#isListed ? null : 'It lists no models: whether it has this one, an answer shows.',
			answersAs === null ? null : `It calls the model that answers ${answersAs}.`,
			takesSeeds ? null : 'It takes no seeds: what it draws can’t be drawn again.',
		].filter((words) => words !== null);
		return notes.length === 0 ? null : notes.join(' ');
	}

	/** With tries again by the rules; a prompt that fills the context has an empty answer. */
	async ask(
		messages: readonly Message[],
		options: One,
		signal: AbortSignal,
	): Promise<Omit<StudentAnswer, 'index'> & Pick<ReplyEnd, 'promptTokens'>> {
		const asked = { messages, options };
		try {
			return await patiently(
				this.#patience,
				requestOf(this.place.model, asked),
				async (pass) => {
					const reply = await this.#completions.whole(asked, signal, pass.hear);
					const { text, finish, promptTokens, tokens } = reply;
					pass.answered({ text, finish, promptTokens, completionTokens: tokens });
					return reply;
				},
				signal,
			);
		} catch (thrown) {
			if (codeOf(thrown) !== 'student/prompt-too-long') throw this.#failure(thrown);
			return { text: '', finish: 'length', promptTokens: null, tokens: 0 };
		}
	}

	/** One try, which somebody watches. */
	async *pieces(
		messages: readonly Message[],
		options: One,
		signal: AbortSignal,
	): AsyncGenerator<string | ReplyEnd, void, void> {
		try {
			yield* this.#completions.pieces({ messages, options }, signal);
		} catch (thrown) {
			throw this.#failure(thrown);
		}
	}

	async #mindTrainer(signal: AbortSignal): Promise<void> {
		const { trainer, origin } = this.place;
		if (trainer === null) return;
		try {
			const response = await trainer.call('/v1/trainer', { signal });
			const { features } = (await response.json()) as { readonly features?: readonly string[] };
			if (features?.includes('chat') === true) return;
		} catch (thrown) {
			throw this.#failure(thrown);
		}
		throw new AppError('student/not-offered', `The trainer at ${origin} doesn’t answer questions.`);
	}

	#failure(thrown: unknown): unknown {
		const { origin, endpoint, trainer } = this.place;
		const named = studentErrorOf(thrown);
		const code = codeOf(named);
		if (code === 'trainer/unreachable')
			return new AppError('student/unreachable', `The trainer at ${origin} can’t be reached.`, {
				cause: thrown,
			});
		if (trainer !== null && code === 'student/unknown-model') return this.#notThere();
		if (code === 'student/bad-key' && endpoint.key === '')
			return new AppError(
				'student/key-missing',
				`The endpoint at ${origin} wants a key, and none is in this tab. Give it under Change.`,
				{ cause: thrown },
			);
		return named;
	}

	#notThere(): AppError {
		const { origin, model } = this.place;
		return new AppError(
			'student/not-at-trainer',
			`The trainer at ${origin} has no ${model}: another one made it, or its data was deleted. Let an engine of this device answer, or link the trainer that made it.`,
		);
	}

	#unlisted(listed: readonly string[]): AppError {
		const { origin, model } = this.place;
		const named = listed.slice(0, MOST_NAMED).join(', ') || 'none';
		const more = listed.length > MOST_NAMED ? ` and ${listed.length - MOST_NAMED} more` : '';
		return new AppError(
			'student/unknown-model',
			`The endpoint at ${origin} offers no ${model}. It offers: ${named}${more}.`,
		);
	}
}
