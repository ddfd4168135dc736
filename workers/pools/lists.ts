/** The lists that the page has asked for: the newest few, by number, with what is known of their rows. */
import { AppError } from '../../src/core/error.ts';
import type { InstructionId } from '../../src/core/id.ts';
import type { PoolColumns } from '../../src/core/pools/columns.ts';
import {
	NO_FILTER,
	type Difficulty,
	type Place,
	type PoolFilter,
} from '../../src/core/pools/filter.ts';
import type { Listing, NearRow, RowFacts } from '../../src/core/pools/listing.ts';
import { nearestText } from '../../src/core/pools/near.ts';
import { PoolViews } from '../../src/core/pools/view.ts';

/** A page may still ask for rows of the list before this one. */
const MOST_KEPT = 4;
const SCORED: readonly Place[] = ['held-out', 'development'];
const TRAINED: readonly Place[] = ['train', 'cache'];

export class Lists {
	readonly #columns: PoolColumns;
	readonly #views: PoolViews;
	readonly #kept = new Map<number, Uint32Array>();
	#last = 0;

	constructor(columns: PoolColumns) {
		this.#columns = columns;
		this.#views = new PoolViews(columns);
	}

	list(filter: PoolFilter): Listing {
		const { slots, counts } = this.#views.viewOf(filter);
		const view = ++this.#last;
		this.#kept.set(view, slots);
		this.#kept.delete(view - MOST_KEPT);
		return { view, found: slots.length, total: this.#columns.inUse, counts };
	}

	rows(view: number, first: number, count: number): readonly RowFacts[] {
		return Array.from(this.#slots(view).subarray(first, first + count), (slot) =>
			this.#factsOf(slot),
		);
	}

	row(id: InstructionId): RowFacts | undefined {
		const slot = this.#columns.slotOf(id);
		return slot === undefined || this.#columns.isThere[slot] === 0
			? undefined
			: this.#factsOf(slot);
	}

	ids(view: number, first: number, count: number): readonly InstructionId[] {
		const { ids } = this.#columns;
		return Array.from(
			this.#slots(view).subarray(first, first + count),
			(slot) => ids[slot] as InstructionId,
		);
	}

	placeOf(view: number, id: InstructionId): number {
		const slot = this.#columns.slotOf(id);
		return slot === undefined ? -1 : this.#slots(view).indexOf(slot);
	}

	nearest(text: string, among: 'scored' | 'trained'): NearRow | null {
		const { ids, texts } = this.#columns;
		const places = among === 'scored' ? SCORED : TRAINED;
		const { slots } = this.#views.viewOf({ ...NO_FILTER, places });
		const near = nearestText(
			text,
			Array.from(slots, (slot) => texts[slot] ?? ''),
		);
		const id = near === undefined ? undefined : ids[slots[near.place] ?? 0];
		return near === undefined || id === undefined ? null : { id, rougeL: near.rougeL };
	}

	#slots(view: number): Uint32Array {
		const slots = this.#kept.get(view);
		if (slots === undefined)
			throw new AppError('pools/list-gone', `List ${view} is no longer kept.`);
		return slots;
	}

	#factsOf(slot: number): RowFacts {
		const { ids, facets, judgements } = this.#columns;
		const teacher = judgements.teacher(slot);
		const student = judgements.student(slot);
		return {
			id: ids[slot] as InstructionId,
			number: this.#views.ordering.numbers[slot] ?? 0,
			places: facets.places.at(slot) as readonly Place[],
			difficulty: facets.difficulties.at(slot)[0] as Difficulty,
			scores: Number.isNaN(teacher - student) ? null : { teacher, student },
		};
	}
}
