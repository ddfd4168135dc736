/** All rows of the pools as columns: what is needed to narrow, count, sort and search them, and nothing else. */
import type { HardRule } from '../difficulty.ts';
import { originalId, type InstructionId } from '../id.ts';
import { taskText, type Instruction } from '../instruction.ts';
import type { VerdictOrder } from '../verdict.ts';
import type { PatchSet } from './edit.ts';
import { FacetColumn } from './facet-column.ts';
import { foldedText, type Difficulty, type Facet, type Place } from './filter.ts';
import { grown } from './grown.ts';
import { Judgements } from './judgements.ts';

type JudgedVerdict = {
	readonly instructionId: InstructionId;
	readonly order: VerdictOrder;
	readonly scores: { readonly teacher: number; readonly student: number } | null;
};

/** A row keeps its slot, a small number, for as long as the columns live. */
export class PoolColumns {
	readonly ids: InstructionId[] = [];
	/** Folded for search. */
	readonly texts: string[] = [];
	readonly facets: Readonly<Record<Facet, FacetColumn>> = {
		places: new FacetColumn(),
		difficulties: new FacetColumn(),
		from: new FacetColumn(),
		origins: new FacetColumn(),
		skills: new FacetColumn(),
		tags: new FacetColumn(),
	};
	readonly judgements = new Judgements();
	iterations = new Int32Array(1024);
	orders = new Uint32Array(1024);
	/** 1: stored; 0: gone from the database. */
	isThere = new Uint8Array(1024);
	isDeleted = new Uint8Array(1024);
	/** Raised when rows come or go, or their texts or places in the order change. */
	version = 0;
	/** Rows that are there and not deleted. */
	inUse = 0;
	/** Where a row is, or would be if it weren't deleted. */
	readonly #homes: (readonly Place[])[] = [];
	readonly #slots = new Map<InstructionId, number>();
	readonly #rule: HardRule;

	/** `rule`: what the run calls hard. */
	constructor(rule: HardRule) {
		this.#rule = rule;
	}

	/** undefined for a row that never was there. */
	slotOf(id: InstructionId): number | undefined {
		return this.#slots.get(id);
	}

	isEdited(slot: number): boolean {
		const id = this.ids[slot];
		return id !== undefined && originalId(id) !== id;
	}

	/** Takes the row in, or what has changed of it. */
	put(row: Instruction): void {
		const slot = this.#slotFor(row.id);
		const text = foldedText(taskText(row));
		if (this.isThere[slot] === 0 || this.texts[slot] !== text || this.#isMoved(slot, row))
			this.version++;
		this.texts[slot] = text;
		this.iterations[slot] = row.iteration;
		this.orders[slot] = row.order;
		this.#homes[slot] = homeOf(row);
		this.facets.from.set(slot, [row.iteration]);
		this.facets.origins.set(slot, [row.origin]);
		this.facets.skills.set(slot, [row.skill ?? '']);
		this.facets.tags.set(slot, row.tags ?? NO_TAGS);
		this.#setUse(slot, { isThere: 1, isDeleted: row.deletedAt === undefined ? 0 : 1 });
		this.#setDifficulty(slot);
	}

	/** Whether the row stands elsewhere in the order of the project than before. */
	#isMoved(slot: number, { iteration, order }: Instruction): boolean {
		return this.iterations[slot] !== iteration || this.orders[slot] !== order;
	}

	/** The row is no longer stored. */
	remove(id: InstructionId): void {
		const slot = this.#slots.get(id);
		if (slot === undefined || this.isThere[slot] === 0) return;
		this.version++;
		this.#setUse(slot, { isThere: 0, isDeleted: this.isDeleted[slot] ?? 0 });
	}

	/** An edit whose rows may not be written yet. */
	patch(id: InstructionId, set: PatchSet): void {
		const slot = this.#slots.get(id);
		if (slot === undefined) return;
		const { skills, tags } = this.facets;
		const isThere = this.isThere[slot] ?? 0;
		switch (set.kind) {
			case 'skill':
				skills.set(slot, [set.skill ?? '']);
				break;
			case 'tag':
				tags.set(slot, [...new Set([...this.#tagsAt(slot), set.tag])].sort());
				break;
			case 'untag':
				tags.set(slot, orNoTags(this.#tagsAt(slot).filter((tag) => tag !== set.tag)));
				break;
			case 'delete':
				this.#setUse(slot, { isThere, isDeleted: 1 });
				break;
			case 'restore':
				this.#setUse(slot, { isThere, isDeleted: 0 });
		}
	}

	/** `rank`: see `Judgements.take`. Verdicts on rows that are not here are left out. */
	judge({ instructionId, order, scores }: JudgedVerdict, rank: number): void {
		const slot = this.#slots.get(instructionId);
		if (slot === undefined) return;
		this.judgements.take(slot, rank, order, scores);
		this.#setDifficulty(slot);
	}

	#tagsAt(slot: number): string[] {
		return this.facets.tags.at(slot).filter((tag): tag is string => tag !== '');
	}

	#slotFor(id: InstructionId): number {
		const known = this.#slots.get(id);
		if (known !== undefined) return known;
		const slot = this.ids.push(id) - 1;
		this.#slots.set(id, slot);
		if (slot >= this.orders.length) {
			this.iterations = grown(this.iterations, slot);
			this.orders = grown(this.orders, slot);
			this.isThere = grown(this.isThere, slot);
			this.isDeleted = grown(this.isDeleted, slot);
		}
		return slot;
	}

	#setUse(slot: number, now: { readonly isThere: number; readonly isDeleted: number }): void {
		const usedBefore = this.isThere[slot] === 1 && this.isDeleted[slot] === 0;
		this.isThere[slot] = now.isThere;
		this.isDeleted[slot] = now.isDeleted;
		const isUsed = now.isThere === 1 && now.isDeleted === 0;
		this.inUse += Number(isUsed) - Number(usedBefore);
		this.facets.places.set(slot, now.isDeleted === 1 ? ['deleted'] : (this.#homes[slot] ?? []));
	}

	#setDifficulty(slot: number): void {
		this.facets.difficulties.set(slot, [this.#difficultyName(slot)]);
	}

	#difficultyName(slot: number): Difficulty {
		const state = this.judgements.stateOf(slot);
		if (state !== 'scored') return state;
		return this.judgements.isHard(slot, this.#rule) ? 'hard' : 'easy';
	}
}

const NO_TAGS: readonly string[] = [''];

function orNoTags(tags: readonly string[]): readonly string[] {
	return tags.length === 0 ? NO_TAGS : tags;
}

/** Where a row is; being in both pools are two places. */
export function placesOf(row: Instruction): readonly Place[] {
	return row.deletedAt === undefined ? homeOf(row) : ['deleted'];
}

function homeOf({ split, pool }: Instruction): readonly Place[] {
	switch (split) {
		case 'heldOut':
			return ['held-out'];
		case 'development':
			return ['development'];
		case 'setAside':
			return ['set-aside'];
		case 'pool':
			return pool === 'both' ? ['train', 'cache'] : [pool ?? 'train'];
	}
}
