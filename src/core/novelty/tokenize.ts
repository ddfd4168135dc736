/** How a text becomes the words that ROUGE-L counts. */

/** `paper`: as rouge-score does it. `unicode`: the words of UAX 29, for text that isn't English. */
export type TokenizerName = 'paper' | 'unicode';
export type Tokenizer = (text: string) => readonly string[];

/** Lower case, runs of [a-z0-9]: rouge-score 0.1.2 without stemming. Sees nothing in other scripts. */
export const paperWords: Tokenizer = (text) => text.toLowerCase().match(/[a-z0-9]+/g) ?? [];

let segmenter: Intl.Segmenter | undefined;

/** UAX 29 words in lower case after NFKC, without punctuation; Chinese and Japanese by dictionary. */
export const unicodeWords: Tokenizer = (text) => {
	// One fixed locale, so that two people with the same replies make the same pools.
	segmenter ??= new Intl.Segmenter('en', { granularity: 'word' });
	const words: string[] = [];
	for (const part of segmenter.segment(text.normalize('NFKC').toLowerCase()))
		if (part.isWordLike === true) words.push(part.segment);
	return words;
};

/** The tokeniser of that name. */
export function tokenizerNamed(name: TokenizerName): Tokenizer {
	return name === 'paper' ? paperWords : unicodeWords;
}
