import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tokenizerNamed, unicodeWords } from '../../../../src/core/novelty/tokenize.ts';
import { WordList } from '../../../../src/core/novelty/word-list.ts';

const list = new WordList();
function paperWords(text: string): readonly string[] {
	tokenizerNamed('paper')(text, list);
	return list.toStrings();
}

it('paperWords are lower-case runs of ASCII letters and digits', () => {
	expect(paperWords("Don't stop: 3rd_try, Überfall — 水")).toEqual([
		'don',
		't',
		'stop',
		'3rd',
		'try',
		'berfall',
	]);
	expect(paperWords('水 вода')).toEqual([]);
	expect(paperWords('')).toEqual([]);
});

it('paperWords are what rouge-score’s expression finds in any text', () => {
	const texts = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.lorem({ maxCount: 90 }));
	fc.assert(
		fc.property(texts, (text) => {
			expect(paperWords(text)).toEqual(text.toLowerCase().match(/[a-z0-9]+/g) ?? []);
		}),
		{ numRuns: 2000 },
	);
});

it('unicodeWords are the words of any script, without punctuation', () => {
	expect(unicodeWords("Don't stop: Überfall — вода, 3.5 كتاب!")).toEqual([
		"don't",
		'stop',
		'überfall',
		'вода',
		'3.5',
		'كتاب',
	]);
	expect(unicodeWords('¡!… 🙂')).toEqual([]);
});

it('unicodeWords takes compatible forms of a letter for the same', () => {
	expect(unicodeWords('Ｆｕｌｌ ﬁne cafe\u0301')).toEqual(['full', 'fine', 'café']);
});

it('unicodeWords cuts text without spaces into words', () => {
	expect(unicodeWords('请解释光合作用').length).toBeGreaterThan(1);
});

it('unicodeWords are those of Intl.Segmenter in every ASCII text', () => {
	const segmenter = new Intl.Segmenter('en', { granularity: 'word' });
	const wordsOf = (text: string) =>
		[...segmenter.segment(text.toLowerCase())].flatMap(({ isWordLike, segment }) =>
			isWordLike === true ? [segment] : [],
		);
	const marks = fc.constantFrom(...Array.from('aB1 _.\':,;-"\n\t(/@'));
	const texts = fc.oneof(
		fc.string({ unit: 'grapheme-ascii' }),
		fc.string({ unit: 'binary-ascii' }),
		fc.string({ unit: marks, maxLength: 12 }),
	);
	fc.assert(
		fc.property(texts, (text) => {
			expect(unicodeWords(text)).toEqual(wordsOf(text));
		}),
		{ numRuns: 3000 },
	);
});
