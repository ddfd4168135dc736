/** The practice families of lists of numbers. */
import { integerBetween } from '../../random.ts';
import {
	drawNumbers,
	familiesOf,
	NUMBERS,
	numbersIn,
	type Family,
	type FamilySource,
} from '../family.ts';

const family = familiesOf('lists');

/** A family about one list of between `fewest` and `most` numbers. */
function listFamily(
	skill: string,
	[fewest, most]: readonly [number, number],
	answerOf: (numbers: readonly number[]) => string | number,
	wordings: string,
): Family {
	const source: FamilySource<'l'> = {
		skill,
		slotPatterns: { l: NUMBERS },
		drawSlots: (random) => ({
			l: drawNumbers(random, integerBetween(random, fewest, most)).join(' '),
		}),
		answerOf: ({ l }) => answerOf(numbersIn(l)),
		wordings,
	};
	return family(source);
}

export const LISTS: readonly Family[] = [
	listFamily(
		'sort up',
		[3, 5],
		(numbers) => [...numbers].sort((a, b) => a - b).join(' '),
		`
		sort <L> in ascending order
		put <L> in order from small to large
		arrange <L> from the smallest to the largest
		order <L> upwards
		rank <L> starting with the least
		line up <L> by size
		<GIVE> <L> sorted
		[tidy/organize] <L> so that they grow
		bring <L> into rising order
		from low to high, how do <L> go?
		make <L> increase`,
	),
	listFamily(
		'maximum',
		[3, 3],
		(numbers) => Math.max(...numbers),
		`
		<WHAT> the largest of <L>
		find the maximum of <L>
		which number is the biggest among <L>?
		<GIVE> the highest of <L>
		who wins with the top of <L>?
		pick the greatest from <L>
		the peak in <L> is what?
		of <L> , which one is above all others?
		[take/keep] only the most from <L>
		the upper limit of <L> is what?
		which of <L> is the record?`,
	),
	listFamily(
		'minimum',
		[3, 3],
		(numbers) => Math.min(...numbers),
		`
		<WHAT> the smallest of <L>
		find the minimum of <L>
		which number is the least among <L>?
		<GIVE> the lowest of <L>
		who loses with the bottom of <L>?
		pick the tiniest from <L>
		the low point in <L> is what?
		of <L> , which one is below all others?
		which is the cheapest of <L>?
		the lower limit of <L> is what?
		which of <L> is nearest to zero?`,
	),
	listFamily(
		'count items',
		[2, 7],
		(numbers) => numbers.length,
		`
		how many numbers are in <L>?
		count the items of <L>
		<GIVE> the number of entries in <L>
		how long is the list {l}?
		how many things are listed here: {l}?
		<L> has how many members?
		the size of <L> is what?
		if each item of <L> gets a sticker, how many stickers?
		count how many values there are in <L>
		how many elements make up <L>?
		tell the quantity of items given by <L>`,
	),
	listFamily(
		'first item',
		[3, 5],
		(numbers) => numbers[0] ?? '',
		`
		<WHAT> the first item of <L>
		which number opens <L>?
		<GIVE> the head of <L>
		what stands at the start of <L>?
		<L> begins with what?
		who is first in line: {l}?
		take the leading number of <L>
		drop all but the first of <L>
		the leftmost of <L> is what?
		read <L> and stop after one
		what comes before all others in <L>?`,
	),
	listFamily(
		'last item',
		[3, 5],
		(numbers) => numbers.at(-1) ?? '',
		`
		<WHAT> the last item of <L>
		which number closes <L>?
		<GIVE> the tail of <L>
		what stands at the end of <L>?
		<L> finishes with what?
		who is last in line: {l}?
		take the final number of <L>
		drop all but the last of <L>
		the rightmost of <L> is what?
		read <L> and say where you stop
		what comes after all others in <L>?`,
	),
];
