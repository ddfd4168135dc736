/** The places of words by their letters: an open hash table over stretches of texts. */
import { grown } from './growing.ts';

/** Words are told apart by all their letters; the hash only finds them. */
export class WordTable {
	#count = 0;
	/** By slot: a word's place + 1, 0 where none is; a power of two, at most half of it taken. */
	#slots = new Int32Array(1024);
	#hashes = new Int32Array(512);
	/** The letters of the word at place p lie from starts[p] to starts[p + 1]. */
	#starts = new Uint32Array(513);
	#letters = new Uint16Array(4096);

	get count(): number {
		return this.#count;
	}

	/** The place of the word text[from … to), counted from 0 in the order of adding; −1 when it isn't there. */
	find(text: string, from: number, to: number): number {
		return this.#placeOf(hashOf(text, from, to), text, from, to);
	}

	/** As `find`, added when it isn't there. */
	add(text: string, from: number, to: number): number {
		const hash = hashOf(text, from, to);
		const known = this.#placeOf(hash, text, from, to);
		if (known >= 0) return known;
		const place = this.#count++;
		this.#hashes = grown(this.#hashes, place + 1);
		this.#hashes[place] = hash;
		this.#write(place, text, from, to);
		if (this.#count * 2 > this.#slots.length) this.#widen();
		else this.#occupy(place);
		return place;
	}

	#placeOf(hash: number, text: string, from: number, to: number): number {
		const slots = this.#slots;
		const mask = slots.length - 1;
		let slot = hash & mask;
		for (;;) {
			const place = (slots[slot] as number) - 1;
			if (place < 0) return -1;
			if (this.#hashes[place] === hash && this.#isAt(place, text, from, to)) return place;
			slot = (slot + 1) & mask;
		}
	}

	#isAt(place: number, text: string, from: number, to: number): boolean {
		const letters = this.#letters;
		const start = this.#starts[place] as number;
		if ((this.#starts[place + 1] as number) - start !== to - from) return false;
		for (let at = from; at < to; at++)
			if (letters[start + at - from] !== text.charCodeAt(at)) return false;
		return true;
	}

	#write(place: number, text: string, from: number, to: number): void {
		const start = this.#starts[place] as number;
		this.#starts = grown(this.#starts, place + 2);
		this.#starts[place + 1] = start + to - from;
		this.#letters = grown(this.#letters, start + to - from);
		for (let at = from; at < to; at++) this.#letters[start + at - from] = text.charCodeAt(at);
	}

	#widen(): void {
		this.#slots = new Int32Array(this.#slots.length * 2);
		for (let place = 0; place < this.#count; place++) this.#occupy(place);
	}

	#occupy(place: number): void {
		const mask = this.#slots.length - 1;
		let slot = (this.#hashes[place] as number) & mask;
		while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
		this.#slots[slot] = place + 1;
	}
}

/** FNV-1a over UTF-16 units, its high bits folded into the low ones that choose a slot. */
function hashOf(text: string, from: number, to: number): number {
	let hash = 0x811c9dc5 | 0;
	for (let at = from; at < to; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
	return hash ^ (hash >>> 15);
}
