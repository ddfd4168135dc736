/** The practice families of dates and time. */
import { integerBetween, pickOne } from '../../random.ts';
import { familiesOf, NUMBER, oneOf, type Family } from '../family.ts';

const family = familiesOf('dates and time');

export const DAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');
export const MONTHS =
	'January February March April May June July August September October November December'.split(
		' ',
	);
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The name `steps` further in a round of names; backwards when negative. */
function further(names: readonly string[], from: string, steps: number): string {
	const place = (names.indexOf(from) + steps) % names.length;
	return names.at(place) ?? '';
}

const dayAndCount = { d: oneOf(DAYS), n: NUMBER };
const monthAndCount = { m: oneOf(MONTHS), n: NUMBER };

export const DATES: readonly Family[] = [
	family({
		skill: 'day after',
		slotPatterns: dayAndCount,
		drawSlots: (random) => ({ d: pickOne(random, DAYS), n: integerBetween(random, 1, 6) }),
		answerOf: ({ d, n }) => further(DAYS, d, Number(n)),
		wordings: `
			today is {d}; which day is it in {n} days?
			if it is {d} now, what day comes {n} days later?
			count {n} days on from {d}
			{n} days after {d} is which day?
			we leave on {d} and travel {n} days; when do we arrive?
			the [party/test/show] is {n} days after {d}, on which day?
			add {n} days to {d}
			wait {n} days from {d}, what day then?
			<NAME> starts on {d} and returns {n} days later; which weekday?
			a parcel sent {d} takes {n} days; when is it there?
			move {n} days ahead of {d} in the week`,
	}),
	family({
		skill: 'day before',
		slotPatterns: dayAndCount,
		drawSlots: (random) => ({ d: pickOne(random, DAYS), n: integerBetween(random, 1, 6) }),
		answerOf: ({ d, n }) => further(DAYS, d, -Number(n)),
		wordings: `
			today is {d}; which day was it {n} days ago?
			if it is {d} now, what day was {n} days earlier?
			count {n} days back from {d}
			{n} days before {d} is which day?
			the [party/test/show] is on {d} and i prepare {n} days before; when?
			subtract {n} days from {d}
			<NAME> arrived {d} after {n} days of travel; when was the start?
			go back {n} days from {d}
			{d} minus {n} days gives which weekday?
			a parcel came on {d} and took {n} days; when was it sent?
			{n} days prior to {d}, what weekday was it?`,
	}),
	family({
		skill: 'month name',
		slotPatterns: { n: '1[0-2]|[1-9]' },
		drawSlots: (random) => ({ n: integerBetween(random, 1, 12) }),
		answerOf: ({ n }) => MONTHS[Number(n) - 1] ?? '',
		wordings: `
			which month has <N>?
			name month number {n} of the year
			what do we call month {n}?
			the date says month {n}; which month is meant?
			<GIVE> the name of the month at place {n}
			in the calendar, page {n} shows which month?
			month {n} in words, please
			if january is one, what is {n}?
			turn the month code {n} into a name
			<NAME> was born in month {n}; what is it called?
			my card is valid until month {n}, so which?`,
	}),
	family({
		skill: 'month after',
		slotPatterns: monthAndCount,
		drawSlots: (random) => ({ m: pickOne(random, MONTHS), n: integerBetween(random, 1, 6) }),
		answerOf: ({ m, n }) => further(MONTHS, m, Number(n)),
		wordings: `
			which month comes {n} months after {m}?
			it is {m}; name the month {n} months later
			count {n} months on from {m}
			add {n} months to {m}
			<NAME> moves in {m} and stays {n} months; when does it end?
			{n} months past {m} we are in which month?
			planted in {m}, ripe {n} months later; when is that?
			start at {m} and turn {n} calendar pages
			a loan from {m} runs {n} months; which month is due?
			wait {n} months from {m}, what month then?
			move {n} months ahead of {m} in the year`,
	}),
	family({
		skill: 'days in month',
		slotPatterns: { m: oneOf(MONTHS) },
		drawSlots: (random) => ({ m: pickOne(random, MONTHS) }),
		answerOf: ({ m }) => DAYS_IN_MONTH[MONTHS.indexOf(m)] ?? '',
		wordings: `
			how many days does {m} have?
			<GIVE> the length of {m} in days
			count the days in {m}
			{m} lasts how many days?
			if i save one coin a day in {m}, how many coins?
			what is the last day number of {m}?
			the calendar page of {m} ends at what?
			how long is {m} in a normal year?
			<NAME> works every day of {m}; how many days is that?
			the rent for {m} covers how many days?
			number of days for {m} please`,
	}),
	family({
		skill: 'clock',
		slotPatterns: { t: '\\d{1,2}:\\d{2}', n: NUMBER },
		drawSlots: (random) => {
			const hour = integerBetween(random, 1, 11);
			const minute = 5 * integerBetween(random, 0, 11);
			return {
				t: `${hour}:${String(minute).padStart(2, '0')}`,
				n: 5 * integerBetween(random, 1, 11),
			};
		},
		answerOf: ({ t, n }) => {
			const [hour = 0, minute = 0] = t.split(':').map(Number);
			const end = hour * 60 + minute + Number(n);
			const endHour = ((Math.floor(end / 60) + 11) % 12) + 1;
			return `${endHour}:${String(end % 60).padStart(2, '0')}`;
		},
		wordings: `
			what time is it {n} minutes after {t}?
			it is {t}; <GIVE> the time {n} minutes later
			add {n} minutes to the clock time {t}
			the train leaves at {t} and needs {n} minutes; when does it arrive?
			<NAME> starts at {t} and works {n} minutes; until when?
			set a timer at {t} for {n} minutes; when does it ring?
			move the clock from {t} ahead by {n} minutes
			a show begins at {t} and lasts {n} minutes; when is the end?
			{t} plus {n} minutes is what?
			wait {n} minutes from {t} on
			cooking from {t} takes {n} minutes; when is it done?`,
	}),
];
