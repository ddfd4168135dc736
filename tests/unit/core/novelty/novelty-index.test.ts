import { describe, expect, it } from 'vitest';
import { NoveltyIndex } from '../../../../src/core/novelty/novelty-index.ts';
import { plainRougeL } from './plain-rouge-l.ts';

const words = (count: number, prefix = 'w') =>
	Array.from({ length: count }, (_, index) => `${prefix}${String(index)}`).join(' ');

describe('NoveltyIndex', () => {
	it('finds the nearest text and its ROUGE-L', () => {
		const index = NoveltyIndex.of([
			'Write a short poem about the sea in winter.',
			'Explain how photosynthesis works to a child.',
			'Write a short poem about the sea in summer.',
		]);
		expect(index.nearest('Write a short poem about the SEA in the summer!')).toEqual({
			id: 2,
			rougeL: plainRougeL(
				'write a short poem about the sea in the summer'.split(' '),
				'write a short poem about the sea in summer'.split(' '),
			),
		});
		expect(index.nearest('List three uses of copper.')).toBeUndefined();
	});

	it('gives equals to the text added first', () => {
		const index = NoveltyIndex.of(['a b c d', 'x y z', 'a b c d']);
		index.add('x y z');
		expect(index.nearest('a b c d')).toEqual({ id: 0, rougeL: 1 });
		expect(index.nearest('x y z')).toEqual({ id: 1, rougeL: 1 });
	});

	it('counts order: the same words shuffled are novel', () => {
		const index = NoveltyIndex.of(['one two three four five six seven eight']);
		expect(index.isNovel('eight seven six five four three two one')).toBe(true);
		expect(index.isNovel('one two three four five six seven nine')).toBe(false);
	});

	it('counts repeated words as often as both texts have them', () => {
		const index = NoveltyIndex.of(['a a a a b']);
		expect(index.nearest('a a a a a a a a a a')).toBeUndefined();
		expect(index.nearest('a a a a')).toEqual({
			id: 0,
			rougeL: plainRougeL(['a', 'a', 'a', 'a'], ['a', 'a', 'a', 'a', 'b']),
		});
	});

	it('numbers texts in the order of adding, empty ones too', () => {
		const index = NoveltyIndex.of(['', 'a b c', '…']);
		expect(index.add('d e f')).toBe(3);
		expect(index.add('')).toBe(4);
		expect(index.size).toBe(5);
		expect(index.nearest('d e f')).toEqual({ id: 3, rougeL: 1 });
	});

	it('takes a text without a word for novel', () => {
		const index = NoveltyIndex.of(['', '!!!', 'a']);
		expect(index.isNovel('')).toBe(true);
		expect(index.nearest('?!')).toBeUndefined();
		expect(new NoveltyIndex().isNovel('a b c')).toBe(true);
		expect(NoveltyIndex.of([]).nearest('a')).toBeUndefined();
	});

	it('knows words that came with added texts only', () => {
		const index = NoveltyIndex.of(['a b c']);
		index.add('neu und anders');
		expect(index.nearest('neu und anders')).toEqual({ id: 1, rougeL: 1 });
	});

	it('compares texts of hundreds and thousands of words', () => {
		const pool = [words(500), words(5000), words(9000), words(7000, 'v')];
		const index = NoveltyIndex.of(pool.slice(0, 3));
		index.add(pool[3] ?? '');
		expect(index.nearest(words(450))).toEqual({ id: 0, rougeL: fOf(450, 450, 500) });
		expect(index.nearest(words(4000))).toEqual({ id: 1, rougeL: fOf(4000, 4000, 5000) });
		expect(index.nearest(words(10_000))).toEqual({ id: 2, rougeL: fOf(9000, 9000, 10_000) });
		expect(index.nearest(words(6000, 'v'))).toEqual({
			id: 3,
			rougeL: fOf(6000, 6000, 7000),
		});
		expect(index.isNovel(words(2000))).toBe(true);
	});

	it('stands a word that fills a long text', () => {
		const index = NoveltyIndex.of(['x '.repeat(4000), 'x '.repeat(80_000)]);
		expect(index.nearest('x '.repeat(3000))?.id).toBe(0);
		expect(index.nearest('x '.repeat(75_000))?.id).toBe(1);
	});

	it('is as exact after merges as before, while texts go on coming', { timeout: 30_000 }, () => {
		const text = (number: number) =>
			`task ${String(number)} of group ${String(number % 97)} about ${words(4, `s${String(number)}`)}`;
		const index = new NoveltyIndex();
		for (let number = 0; number < 30_000; number++) {
			index.add(text(number));
			if (number % 501 !== 0) continue;
			const old = Math.floor(number / 2);
			expect(index.nearest(text(old))).toEqual({ id: old, rougeL: 1 });
			expect(index.nearest(text(number))).toEqual({ id: number, rougeL: 1 });
			expect(index.isNovel(`${text(number + 1)} ${words(3, 'else')}`)).toBe(true);
		}
	});

	it('finds texts longer than any that its index was built of, of words that many texts have', () => {
		const many = Array.from(
			{ length: 300 },
			(_, number) => `a b c d e ${words(3, `n${String(number)}x`)}`,
		);
		const index = NoveltyIndex.of([...many, 'a b c d e']);
		const long = `a b c d e ${words(20, 'z')}`;
		index.add(long);
		expect(index.nearest(long)).toEqual({ id: 301, rougeL: 1 });
		expect(index.nearest('a b c d e')).toEqual({ id: 300, rougeL: 1 });
		expect(index.nearest(many[17] ?? '')).toEqual({ id: 17, rougeL: 1 });
		expect(index.nearest(`b a d c ${words(20, 'z')}`)).toEqual({
			id: 301,
			rougeL: fOf(22, 24, 25),
		});
	});

	it('takes the threshold as given, and refuses one that means nothing', () => {
		const pool = ['a b c d e f'];
		const query = 'a b c x y z';
		expect(NoveltyIndex.of(pool, { threshold: 0.49 }).nearest(query)).toEqual({
			id: 0,
			rougeL: 0.5,
		});
		expect(NoveltyIndex.of(pool, { threshold: 0.5 }).nearest(query)).toBeUndefined();
		for (const threshold of [0, 1, -1, Number.NaN])
			expect(() => new NoveltyIndex({ threshold })).toThrow(RangeError);
	});

	it('sees other scripts with the Unicode tokeniser', () => {
		const options = { tokenizer: 'unicode' } as const;
		const index = NoveltyIndex.of(['Опишите круговорот воды в природе'], options);
		expect(index.nearest('опишите круговорот воды в Природе!')).toEqual({ id: 0, rougeL: 1 });
		expect(index.isNovel('Назовите три страны в Африке')).toBe(true);
	});
});

function fOf(lcs: number, m: number, n: number): number {
	return (2 * (lcs / m) * (lcs / n)) / (lcs / m + lcs / n);
}
