/** Which words of an answer are not in the answer that it is compared with. */
import { diffWordsWithSpace } from 'diff';

export type Piece = { readonly text: string; readonly differs: boolean };

/** Longer answers are not compared: the cost grows with the product of their lengths. */
const LONGEST = 4000;

/** The whole `text` in pieces; words that `reference` lacks differ. Nothing differs without a reference. */
export function wordDifference(text: string, reference: string | null): Piece[] {
	if (reference === null || text.length + reference.length > LONGEST)
		return text === '' ? [] : [{ text, differs: false }];
	const pieces = diffWordsWithSpace(reference, text)
		.filter(({ removed }) => !removed)
		.flatMap(({ value, added }) =>
			added ? withoutEdges(value) : [{ text: value, differs: false }],
		);
	return pieces.reduce<Piece[]>(joined, []);
}

/** White space at the ends of a difference is not worth a mark. */
function withoutEdges(text: string): Piece[] {
	const words = text.trim();
	const start = text.indexOf(words);
	return [
		{ text: text.slice(0, start), differs: false },
		{ text: words, differs: true },
		{ text: text.slice(start + words.length), differs: false },
	];
}

function joined(pieces: readonly Piece[], next: Piece): Piece[] {
	const last = pieces.at(-1);
	if (next.text === '') return [...pieces];
	if (last?.differs !== next.differs) return [...pieces, next];
	return [...pieces.slice(0, -1), { ...next, text: last.text + next.text }];
}
