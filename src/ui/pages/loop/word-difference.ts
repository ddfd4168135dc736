/** Which words of an answer are not in the answer that it is compared with. */
import { diffWordsWithSpace } from 'diff';

export type Piece = { readonly text: string; readonly differs: boolean };

/** Longer answers are not compared: the cost grows with the product of their lengths. */
const LONGEST = 4000;

/** The whole `text` in pieces; words that `reference` lacks differ. Nothing differs without a reference. */
export function wordDifference(text: string, reference: string | null): Piece[] {
	if (reference === null || text.length + reference.length > LONGEST)
		return text === '' ? [] : [{ text, differs: false }];
	return diffWordsWithSpace(reference, text)
		.filter(({ removed }) => !removed)
		.map(({ value, added }) => ({ text: value, differs: added && value.trim() !== '' }));
}
