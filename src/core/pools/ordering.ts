/** The rows in each order that a list can have; kept until something that it depends on changes. */
import type { PoolColumns } from './columns.ts';
import type { SortKey } from './filter.ts';

type Kept = { readonly stamp: string; readonly slots: Uint32Array };
type Sort = { readonly key: SortKey; readonly descending: boolean };

/** Room for a row's order and for its slot in one number; iterations take the rest of 53 bits. */
const ORDER_ROOM = 2 ** 21;
/** Below every difficulty. */
const NO_DIFFICULTY = -1e9;

export class Ordering {
	/** By slot: number of the row in the project as it came, from 1; a new text has the number of the old one. */
	numbers = new Uint32Array(0);
	readonly #columns: PoolColumns;
	readonly #kept = new Map<string, Kept>();

	constructor(columns: PoolColumns) {
		this.#columns = columns;
	}

	/** All slots, rows that are gone too. Equal ones stand as they came, whichever the direction. */
	slots({ key, descending }: Sort): Uint32Array {
		const name = `${key} ${String(descending)}`;
		const stamp = this.#stampOf(key);
		const kept = this.#kept.get(name);
		if (kept?.stamp === stamp) return kept.slots;
		const slots = key === 'order' ? this.#inOrder(descending) : this.#sorted(key, descending);
		this.#kept.set(name, { stamp, slots });
		return slots;
	}

	#stampOf(key: SortKey): string {
		const { version, facets, judgements, ids } = this.#columns;
		const of = { skill: facets.skills.version, difficulty: judgements.version };
		return `${ids.length} ${version} ${key === 'skill' || key === 'difficulty' ? of[key] : 0}`;
	}

	#inOrder(descending: boolean): Uint32Array {
		if (descending) return this.slots({ key: 'order', descending: false }).toReversed();
		const slots = this.#byOrder();
		this.numbers = new Uint32Array(slots.length);
		let number = 0;
		for (const slot of slots) {
			if (!this.#columns.isEdited(slot) || number === 0) number++;
			this.numbers[slot] = number;
		}
		return slots;
	}

	/** By iteration, then row or candidate number, then id. */
	#byOrder(): Uint32Array {
		const { iterations, orders, ids } = this.#columns;
		const placeOf = (slot: number) =>
			((iterations[slot] ?? 0) + 2) * ORDER_ROOM + (orders[slot] ?? 0);
		// Numbers are sorted ten times as fast as by a comparison.
		const keys = Float64Array.from(ids, (_, slot) => placeOf(slot) * ORDER_ROOM + slot).sort();
		const slots = Uint32Array.from(keys, (key) => key % ORDER_ROOM);
		for (let first = 0, end = 1; first < slots.length; first = end++) {
			while (end < slots.length && placeOf(slots[end] ?? 0) === placeOf(slots[first] ?? 0)) end++;
			if (end - first > 1)
				slots
					.subarray(first, end)
					.sort((one, other) => ((ids[one] ?? '') < (ids[other] ?? '') ? -1 : 1));
		}
		return slots;
	}

	#sorted(key: Exclude<SortKey, 'order'>, descending: boolean): Uint32Array {
		const by = this.#sortNumbers(key);
		const direction = descending ? -1 : 1;
		return this.slots({ key: 'order', descending: false })
			.slice()
			.sort((one, other) => direction * ((by[one] ?? 0) - (by[other] ?? 0)));
	}

	/** By slot: a number that rises as the order wants. */
	#sortNumbers(key: Exclude<SortKey, 'order'>): ArrayLike<number> {
		const { iterations, facets, judgements, texts, ids } = this.#columns;
		switch (key) {
			case 'from':
				return iterations;
			case 'difficulty':
				return Float64Array.from(ids, (_, slot) => {
					const difficulty = judgements.difficulty(slot);
					return Number.isNaN(difficulty) ? NO_DIFFICULTY : difficulty;
				});
			case 'skill': {
				const ranks = ranksOf(facets.skills.sets.map(([skill]) => String(skill)));
				return Uint32Array.from(ids, (_, slot) => ranks[facets.skills.codes[slot] ?? 0] ?? 0);
			}
			case 'instruction':
				return ranksOf(texts);
		}
	}
}

/** By place: how many different texts are smaller. By code units: a locale's order would take seconds. */
function ranksOf(texts: readonly string[]): Uint32Array {
	const places = Uint32Array.from(texts, (_, place) => place).sort((one, other) => {
		const [a = '', b = ''] = [texts[one], texts[other]];
		return a < b ? -1 : a > b ? 1 : 0;
	});
	const ranks = new Uint32Array(texts.length);
	let rank = 0;
	for (const [at, place] of places.entries()) {
		if (at > 0 && texts[place] !== texts[places[at - 1] ?? 0]) rank++;
		ranks[place] = rank;
	}
	return ranks;
}
