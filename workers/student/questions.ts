/** The prompts of a student that wait for an answer, shortest first: those of like length go together and need little padding. */
import type { Row } from './batch.ts';
import type { Room, Waiting } from './decode.ts';
import type { Model } from './model.ts';

/** Keys and values of all batches, before and after a step, may take this much. */
const CACHE_BYTES = 512e6;

type Bounds = {
	readonly model: Pick<Model, 'cacheBytesPerToken' | 'pieceTokens'>;
	/** Of prompt and answer. */
	readonly contextTokens: number;
	/** Of an answer. */
	readonly maxTokens: number;
};

export class Questions<R extends Row> implements Waiting<R> {
	readonly #waiting: R[];
	readonly #bounds: Bounds;

	constructor(rows: readonly R[], bounds: Bounds) {
		this.#waiting = rows.toSorted((a, b) => a.ids.length - b.ids.length);
		this.#bounds = bounds;
	}

	get length(): number {
		return this.#waiting.length;
	}

	/**
	 * As many as memory allows, at least one where nothing else is under way; without padding that takes a row's room; alone
	 * where a prompt is read in pieces.
	 */
	take(room: Room): readonly R[] {
		const most = Math.min(room.rows, this.#waiting.length);
		let count = 0;
		while (count < most && this.#mayCome(room, count)) count++;
		return this.#waiting.splice(0, count);
	}

	/** Whether the next one may come along with `count` before it. */
	#mayCome({ heldTokens }: Room, count: number): boolean {
		if (count === 0 && heldTokens === 0) return true;
		const { model, contextTokens, maxTokens } = this.#bounds;
		const length = this.#lengthAt(count);
		const isCrowded = length > this.#lengthAt(0) && length + maxTokens > contextTokens;
		const isInPieces = count > 0 && length > model.pieceTokens;
		const tokens = heldTokens + (count + 1) * (length + maxTokens);
		return !isCrowded && !isInPieces && 2 * tokens * model.cacheBytesPerToken <= CACHE_BYTES;
	}

	#lengthAt(place: number): number {
		return this.#waiting[place]?.ids.length ?? 0;
	}
}
