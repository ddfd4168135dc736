import fc from 'fast-check';
import { expect, it } from 'vitest';
import { WordTable } from '../../../../src/core/novelty/word-table.ts';

/** Short ones of few letters, so that they begin and end alike; any units, halves of surrogates too. */
const words = fc.array(
	fc.oneof(
		fc.string({ unit: fc.constantFrom('a', 'b', '0', 'é', '水'), maxLength: 6 }),
		fc.string({ unit: 'binary', maxLength: 4 }),
		fc.constantFrom('\ud83d', '\ude00', '\ud83d\ude00'),
	),
	{ maxLength: 400 },
);

it('gives each word one place, in the order of adding, wherever in a text it stands', () => {
	fc.assert(
		fc.property(words, (added) => {
			const table = new WordTable();
			const places = new Map<string, number>();
			for (const word of added) {
				const text = `x${word}y`;
				expect(table.find(text, 1, 1 + word.length)).toBe(places.get(word) ?? -1);
				if (!places.has(word)) places.set(word, places.size);
				expect(table.add(text, 1, 1 + word.length)).toBe(places.get(word));
			}
			expect(table.count).toBe(places.size);
			for (const [word, place] of places) expect(table.find(word, 0, word.length)).toBe(place);
		}),
	);
});

it('holds a hundred thousand words and finds none that was not added', () => {
	const table = new WordTable();
	for (let number = 0; number < 100_000; number++) {
		const word = `w${number.toString(36)}`;
		expect(table.add(word, 0, word.length)).toBe(number);
	}
	for (let number = 0; number < 100_000; number += 7) {
		const word = number.toString(36);
		expect(table.find(`w${word}`, 0, word.length + 1)).toBe(number);
		expect(table.find(`v${word}`, 0, word.length + 1)).toBe(-1);
	}
});

it('tells words of one hash apart', () => {
	const [one, other] = ['costarring', 'liquid'];
	const table = new WordTable();
	table.add(one, 0, one.length);
	expect(table.find(other, 0, other.length)).toBe(-1);
	expect(table.add(other, 0, other.length)).toBe(1);
	expect(table.find(one, 0, one.length)).toBe(0);
});
