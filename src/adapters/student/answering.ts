/** One call for answers: prompts that the lines which take part share, and what they measure on the way. */
import type {
	MeasuredStudent,
	StudentAnswer,
	StudentOptions,
} from '../../app/ports/student-engine.ts';
import type { Conversation } from '../../../workers/student/protocol.ts';
import { SharedPace } from './shared-pace.ts';
import { SharedWork } from './shared-work.ts';
import type { StudentLine } from './student-line.ts';

export type Answers = AsyncGenerator<StudentAnswer, void, void>;
type Asked = {
	readonly prompts: readonly Conversation[];
	readonly options: StudentOptions;
	/** Lines that are to take part. */
	readonly lines: number;
	/** Best batches by device, of this student. */
	readonly best: Map<string, number>;
};
/** A line that takes part; the first has number 0. */
type AtWork = {
	readonly line: StudentLine;
	readonly number: number;
	/** Whenever it has answered something. */
	readonly heard?: () => void;
};

/** Prompts that are worth a line, where no batch is asked for; as many at once where no best batch is known. */
const USUAL = 32;
/** The largest batch that a worker tries: a share must be able to fill it, or it is never found the best. */
const LARGEST = 64;

/** How many lines these prompts are worth; one where they are asked one by one. */
export function worthLines(prompts: number, { batch = USUAL }: StudentOptions): number {
	return batch === 1 ? 1 : Math.floor(prompts / batch);
}

export class Answering {
	readonly #options: StudentOptions;
	readonly #best: Map<string, number>;
	readonly #work: SharedWork;
	readonly #pace = new SharedPace();

	constructor({ prompts, options, lines, best }: Asked) {
		this.#options = options;
		this.#best = best;
		this.#work = new SharedWork(prompts, lines);
	}

	/** Of all lines; null before the first line measured anything. */
	get measured(): MeasuredStudent | null {
		return this.#pace.measured;
	}

	/** Answers of one line, share by share until the signal aborts; what it leaves unanswered others get. */
	async *by({ line, number, heard }: AtWork, signal: AbortSignal): Answers {
		for (;;) {
			const { batch, least } = this.#batchFor(line, number);
			const prompts = await this.#work.share(least, signal);
			const tell = this.#pace.begin(number);
			const open = new Map(prompts.map((prompt) => [prompt.index, prompt]));
			const order = { prompts, options: this.#options, batch };
			try {
				for await (const { answers, measured } of line.rpc.stream('answer', order, signal)) {
					heard?.();
					tell(answers, measured);
					// A batch that was asked for isn't the best one.
					if (batch === null && measured !== null)
						this.#best.set(line.loaded.device, measured.batch);
					for (const answer of answers) {
						signal.throwIfAborted();
						open.delete(answer.index);
						yield answer;
					}
				}
			} finally {
				this.#work.giveBack([...open.values()]);
			}
		}
	}

	/** One line less takes part. */
	leave(): void {
		this.#work.leave();
	}

	/** Prompts at once, null: the first line measures it; and how many a share should have at the least. */
	#batchFor({ loaded }: StudentLine, number: number) {
		const given = this.#options.batch;
		const batch = given ?? this.#best.get(loaded.device);
		if (batch !== undefined) return { batch, least: given ?? USUAL };
		return number === 0 ? { batch: null, least: LARGEST } : { batch: USUAL, least: USUAL };
	}
}
