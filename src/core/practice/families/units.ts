/** The practice families of units: one number converted from one unit to another. */
import { integerBetween } from '../../random.ts';
import { familiesOf, NUMBER, type Family, type FamilySource } from '../family.ts';

const family = familiesOf('units');

/** How many `to` one `from` is (`factor`), or how many `from` one `to` is (`divisor`). */
type Conversion = {
	readonly from: string;
	readonly to: string;
	readonly sheetName: string;
	readonly highest: number;
} & ({ readonly factor: number } | { readonly divisor: number });

function conversion(unit: Conversion, ownWordings: string): Family {
	const { from, to, sheetName, highest } = unit;
	const divisor = 'divisor' in unit ? unit.divisor : 1;
	const factor = 'factor' in unit ? unit.factor : 1;
	const source: FamilySource<'n'> = {
		skill: `${from} to ${to}`,
		sheetName,
		slotPatterns: { n: NUMBER },
		drawSlots: (random) => ({ n: integerBetween(random, 2, highest) * divisor }),
		answerOf: ({ n }) => `${(Number(n) * factor) / divisor} ${to}`,
		wordings: `
			convert {n} ${from} to ${to}
			how many ${to} are {n} ${from}?
			express {n} ${from} in ${to}
			{n} ${from} make how many ${to}?
			<GIVE> {n} ${from} as ${to}
			change {n} ${from} into ${to}
			what is {n} ${from} measured in ${to}?
			${ownWordings.trim()}`,
	};
	return family(source);
}

export const UNITS: readonly Family[] = [
	conversion(
		{ from: 'meters', to: 'centimeters', sheetName: 'm_cm', factor: 100, highest: 99 },
		`
		a rope of {n} meters is how long in small units?
		the [wall/door/river] is {n} meters wide; in centimeters?
		<NAME> jumps {n} meters, how many centimeters?
		my ruler has only centimeters, the cloth is {n} meters`,
	),
	conversion(
		{ from: 'hours', to: 'minutes', sheetName: 'h_min', factor: 60, highest: 20 },
		`
		the [film/trip/lesson] takes {n} hours; in minutes?
		<NAME> slept {n} hours, so how many minutes?
		set the timer in minutes for {n} hours
		{n} hours on the clock are worth what in minutes?`,
	),
	conversion(
		{ from: 'weeks', to: 'days', sheetName: 'week_day', factor: 7, highest: 20 },
		`
		the holiday lasts {n} weeks; in days?
		<NAME> waits {n} weeks, so how many days?
		count the days of {n} weeks
		in {n} full weeks the sun rises how often, in days?`,
	),
	conversion(
		{ from: 'feet', to: 'inches', sheetName: 'foot_inch', factor: 12, highest: 20 },
		`
		a board of {n} feet is how long in small units?
		the [wall/door/boat] is {n} feet wide; in inches?
		<NAME> jumps {n} feet, how many inches?
		my ruler has only inches, the cloth is {n} feet`,
	),
	conversion(
		{ from: 'kilograms', to: 'grams', sheetName: 'kg_g', factor: 1000, highest: 99 },
		`
		a bag of {n} kilograms weighs what in small units?
		the [box/dog/stone] weighs {n} kilograms; in grams?
		<NAME> buys {n} kilograms of rice, how many grams?
		my scale has only grams, the flour is {n} kilograms`,
	),
	conversion(
		{ from: 'minutes', to: 'hours', sheetName: 'min_h', divisor: 60, highest: 20 },
		`
		the [film/trip/lesson] takes {n} minutes; in hours?
		<NAME> slept {n} minutes, so how many hours?
		set the clock in hours for {n} minutes
		{n} minutes are worth how many full hours?`,
	),
];
