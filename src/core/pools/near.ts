/** The nearest of many texts to one: who asks just once needs no index of all of them. */
import { NoveltyIndex } from '../novelty/novelty-index.ts';
import { LengthPlans } from '../novelty/rouge-l.ts';
import { unicodeWords } from '../novelty/tokenize.ts';
import { foldedText } from './filter.ts';

/** As close as this a row that is trained on must not come to one that is only scored on; ROUGE-L's f-measure, 0–1. */
const MOST_NEAR = 0.7;

export type NearText = { readonly place: number; readonly rougeL: number };

/** The place of the text with the highest ROUGE-L above 0.7, or equal; `folded`: by `foldedText`. undefined: all are far. */
export function nearestText(text: string, folded: readonly string[]): NearText | undefined {
	const words = unicodeWords(text);
	const whole = foldedText(text);
	if (words.length === 0) {
		const place = folded.indexOf(whole);
		return place < 0 ? undefined : { place, rougeL: 1 };
	}
	const places = placesSharing(words, folded);
	const index = NoveltyIndex.of(
		places.map((place) => folded[place] ?? ''),
		{ threshold: MOST_NEAR, tokenizer: 'unicode' },
	);
	const near = index.nearest(text);
	return near === undefined ? undefined : { place: places[near.id] ?? 0, rougeL: near.rougeL };
}

/** Words that don't even occur in a text can't be shared with it: of 100,000 texts hardly any is left to compare. */
function placesSharing(words: readonly string[], folded: readonly string[]): readonly number[] {
	const mayMiss = words.length - new LengthPlans(MOST_NEAR).fewestShared(words.length);
	const places: number[] = [];
	for (const [place, other] of folded.entries()) {
		let missing = 0;
		for (let at = 0; at < words.length && missing <= mayMiss; at++)
			if (!other.includes(words[at] ?? '')) missing++;
		if (missing <= mayMiss) places.push(place);
	}
	return places;
}
