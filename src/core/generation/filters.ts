/** The filters on a new instruction that need nothing but its text. */
import { unicodeWords } from '../novelty/tokenize.ts';

/** Why a new instruction was turned down; counted and shown by these names. */
export type RejectionReason =
	| 'empty'
	| 'mentions-instruction'
	| 'cut-off'
	| 'too-short'
	| 'starts-with-punctuation'
	| 'starts-non-ascii'
	/** From the novelty index: ROUGE-L f > threshold with the Cache Pool or one accepted before. */
	| 'not-novel'
	/** From the reader of the generator's reply: no instruction could be found in it. */
	| 'unreadable'
	/** The call itself failed for good; it can be retried by a new iteration only. */
	| 'call-failed';

export type FilterOptions = {
	/** The teacher's finish reason; `length` means that the reply was cut off. */
	readonly finishReason?: string | undefined;
	/** Turn down a first character outside ASCII, as the paper does; false for other languages. */
	readonly asciiFirst: boolean;
};

/** Instructions of no more than this many words are too short. */
const TOO_FEW_WORDS = 3;

/** Python's string.punctuation. */
const ASCII_PUNCTUATION = /^[!-/:-@[-`{-~]/;

/**
 * The first filter that turns the instruction down, in the order of Lion's section 3.4 and code;
 * undefined when it passes. Novelty is not looked at here.
 */
export function refuseInstruction(
	text: string,
	{ finishReason, asciiFirst }: FilterOptions,
): RejectionReason | undefined {
	const instruction = text.trim();
	if (instruction === '') return 'empty';
	if (/\binstruction\b/i.test(instruction)) return 'mentions-instruction';
	if (finishReason === 'length') return 'cut-off';
	if (wordCount(instruction, asciiFirst) <= TOO_FEW_WORDS) return 'too-short';
	if (ASCII_PUNCTUATION.test(instruction)) return 'starts-with-punctuation';
	if (asciiFirst && instruction.charCodeAt(0) > 127) return 'starts-non-ascii';
	return undefined;
}

/** Words between white space, as the paper counts; scripts that write none are counted by UAX 29. */
function wordCount(instruction: string, asciiFirst: boolean): number {
	return asciiFirst ? instruction.split(/\s+/).length : unicodeWords(instruction).length;
}
