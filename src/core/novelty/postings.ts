/** Which records hold an element where: the sorted bulk of an index, and the tail that grows. */
import { grown } from './growing.ts';
import type { Records } from './records.ts';
import type { LengthPlans } from './rouge-l.ts';

/**
 * Of each element, its postings run from starts[e] to starts[e + 1], sorted by key: the record's
 * length in the upper 16 bits, the element's position among the record's (rarest first) in the lower.
 */
export type SortedPostings = {
	readonly starts: Uint32Array;
	readonly keys: Uint32Array;
	readonly records: Uint32Array;
	readonly signatures: Int32Array;
	/** Elements from here on have no postings. */
	readonly elementCount: number;
	/** By element: where the row of its lengths begins in `lengthStarts`; −1: its postings are few. */
	readonly rows: Int32Array;
	/** Of a row, at length n the first posting of a record of n or more words; one place more than the longest length. */
	readonly lengthStarts: Uint32Array;
	/** The longest length that has a place in a row. */
	readonly longest: number;
};

type LengthRows = Pick<SortedPostings, 'rows' | 'lengthStarts' | 'longest'>;

export const NO_POSTINGS: SortedPostings = {
	starts: new Uint32Array(1),
	keys: new Uint32Array(0),
	records: new Uint32Array(0),
	signatures: new Int32Array(0),
	elementCount: 0,
	rows: new Int32Array(0),
	lengthStarts: new Uint32Array(0),
	longest: 0,
};

/** Postings of an element that are searched for a length faster than looked up. */
const FEW = 64;

/** The newest postings, unsorted: a linked list an element, at(heads[e] − 1), then next, 0 the end. */
export class TailPostings {
	heads: Uint32Array<ArrayBuffer>;
	next = new Uint32Array(1024);
	keys = new Uint32Array(1024);
	records = new Uint32Array(1024);
	size = 0;

	constructor(elementCount: number) {
		this.heads = new Uint32Array(elementCount + 256);
	}

	/** Adds a record by the elements that some partner could need (the prefix of AllPairs). */
	add(record: number, elements: Int32Array, length: number, fewestShared: number): void {
		const count = length - fewestShared + 1;
		if (length === 0 || count <= 0) return;
		const end = this.size + count;
		this.next = grown(this.next, end + 1);
		this.keys = grown(this.keys, end + 1);
		this.records = grown(this.records, end + 1);
		this.heads = grown(this.heads, (elements[0] as number) + 1);
		for (let position = 0; position < count; position++) {
			const element = elements[position] as number;
			// Places count from 1, since 0 ends a list.
			const place = ++this.size;
			this.next[place] = this.heads[element] as number;
			this.heads[element] = place;
			this.keys[place] = (length << 16) | position;
			this.records[place] = record;
		}
	}
}

/** Units of work between two pauses of a build: about a tenth of a millisecond. */
const WORK_PER_STEP = 256;

type Build = {
	readonly records: Records;
	readonly plans: LengthPlans;
	/** The build covers the records below it. */
	readonly count: number;
	readonly elementCount: number;
	/** The elements of each record where its words are, rarest first. */
	readonly elements: Int32Array;
	/** First the number of postings of element e at e + 1, then the sum of those before. */
	readonly starts: Uint32Array;
};

/**
 * Builds the postings of the first `count` records, whose elements are below `elementCount`, pausing
 * every tenth of a millisecond or so: whoever adds a text takes one step, so that no text waits for
 * all.
 */
export function* buildPostings(
	records: Records,
	plans: LengthPlans,
	count: number,
	elementCount: number,
): Generator<undefined, SortedPostings> {
	const build: Build = {
		records,
		plans,
		count,
		elementCount,
		elements: new Int32Array(records.starts[count] as number),
		starts: new Uint32Array(elementCount + 1),
	};
	yield* collectElements(build);
	yield* sumStarts(build);
	const order = yield* recordsByLength(build);
	const postings = yield* fillPostings(build, order);
	return { ...postings, ...(yield* lengthRows(postings, records.longest)) };
}

function* collectElements(build: Build): Generator<undefined, void> {
	const { records, plans, count, starts, elements } = build;
	for (let record = 0; record < count; record++) {
		if (record % WORK_PER_STEP === WORK_PER_STEP - 1) yield;
		if (!records.isIndexed(record)) continue;
		const length = records.length(record);
		const at = records.starts[record] as number;
		records.elements(record, elements.subarray(at, at + length));
		const prefix = length === 0 ? 0 : length - plans.fewestShared(length) + 1;
		for (let position = 0; position < prefix; position++) {
			const element = elements[at + position] as number;
			starts[element + 1] = (starts[element + 1] as number) + 1;
		}
	}
}

function* sumStarts({ starts, elementCount }: Build): Generator<undefined, void> {
	for (let element = 1; element <= elementCount; element++) {
		starts[element] = (starts[element] as number) + (starts[element - 1] as number);
		if (element % (WORK_PER_STEP * 16) === 0) yield;
	}
}

/** A counting sort: record numbers, shortest records first, those outside the index left out. */
function* recordsByLength({ records, count }: Build): Generator<undefined, Uint32Array> {
	const places = new Uint32Array(records.longest + 2);
	for (let record = 0; record < count; record++) {
		if (record % (WORK_PER_STEP * 8) === 0) yield;
		if (!records.isIndexed(record)) continue;
		const length = records.length(record);
		places[length + 1] = (places[length + 1] as number) + 1;
	}
	for (let length = 1; length < places.length; length++)
		places[length] = (places[length] as number) + (places[length - 1] as number);
	const order = new Uint32Array(places[places.length - 1] as number);
	for (let record = 0; record < count; record++) {
		if (record % (WORK_PER_STEP * 8) === 0) yield;
		if (!records.isIndexed(record)) continue;
		const length = records.length(record);
		const place = places[length] as number;
		order[place] = record;
		places[length] = place + 1;
	}
	return order;
}

function* fillPostings(
	build: Build,
	order: Uint32Array,
): Generator<undefined, Omit<SortedPostings, keyof LengthRows>> {
	const { records, plans, starts, elements, elementCount } = build;
	const size = starts[elementCount] as number;
	const keys = new Uint32Array(size);
	const recordAt = new Uint32Array(size);
	const signatures = new Int32Array(size);
	const nextFree = starts.slice();
	let work = 0;
	let last = 0;
	while (last < order.length) {
		const first = last;
		const length = records.length(order[first] as number);
		while (last < order.length && records.length(order[last] as number) === length) last++;
		const prefix = length === 0 ? 0 : length - plans.fewestShared(length) + 1;
		// Position outside, record inside: so the keys of each element come out sorted.
		for (let position = 0; position < prefix; position++)
			for (let index = first; index < last; index++) {
				const record = order[index] as number;
				const element = elements[(records.starts[record] as number) + position] as number;
				const place = nextFree[element] as number;
				nextFree[element] = place + 1;
				keys[place] = (length << 16) | position;
				recordAt[place] = record;
				signatures[place] = records.shortSignatures[record] as number;
				if (++work % WORK_PER_STEP === 0) yield;
			}
	}
	return { starts, keys, records: recordAt, signatures, elementCount };
}

/** Where each length begins among the postings of elements that have many. */
function* lengthRows(
	{ starts, keys, elementCount }: Omit<SortedPostings, keyof LengthRows>,
	longest: number,
): Generator<undefined, LengthRows> {
	const width = longest + 2;
	const rows = new Int32Array(elementCount).fill(-1);
	let size = 0;
	for (let element = 0; element < elementCount; element++) {
		if (element % (WORK_PER_STEP * 16) === 0) yield;
		if ((starts[element + 1] as number) - (starts[element] as number) <= FEW) continue;
		rows[element] = size;
		size += width;
	}
	const lengthStarts = new Uint32Array(size);
	for (let element = 0; element < elementCount; element++) {
		const row = rows[element] as number;
		if (row < 0) continue;
		const end = starts[element + 1] as number;
		let place = starts[element] as number;
		for (let length = 0; length < width; length++) {
			while (place < end && (keys[place] as number) >>> 16 < length) place++;
			lengthStarts[row + length] = place;
		}
		yield;
	}
	return { rows, lengthStarts, longest };
}
