/** The practice families of lookups: small closed tables of facts. */
import { pickOne } from '../../random.ts';
import { familiesOf, oneOf, type Family } from '../family.ts';

const family = familiesOf('lookups');

const table = (pairs: string): ReadonlyMap<string, string> =>
	new Map(
		pairs.split(' ').map((pair) => {
			const [key = '', value = ''] = pair.split('=');
			return [key, value];
		}),
	);

const OPPOSITES = table(
	'hot=cold big=small fast=slow early=late rich=poor strong=weak dry=wet empty=full loud=quiet light=heavy ' +
		'happy=sad hard=soft young=old near=far high=low long=short open=closed true=false left=right wide=narrow',
);
export const CAPITALS = table(
	'France=Paris Italy=Rome Spain=Madrid Japan=Tokyo Egypt=Cairo Kenya=Nairobi Peru=Lima Chile=Santiago ' +
		'Cuba=Havana Norway=Oslo Greece=Athens Poland=Warsaw Austria=Vienna Ireland=Dublin Portugal=Lisbon ' +
		'Sweden=Stockholm',
);
export const YOUNG_ANIMALS = table(
	'dog=puppy cat=kitten cow=calf horse=foal sheep=lamb goat=kid pig=piglet bear=cub duck=duckling frog=tadpole ' +
		'kangaroo=joey deer=fawn',
);

export const LOOKUPS: readonly Family[] = [
	family({
		skill: 'opposite',
		slotPatterns: { a: oneOf([...OPPOSITES.keys()]) },
		quoted: ['a'],
		drawSlots: (random) => ({ a: pickOne(random, [...OPPOSITES.keys()]) }),
		answerOf: ({ a }) => OPPOSITES.get(a) ?? '',
		wordings: `
			<WHAT> the opposite of "{a}"
			which word is contrary to "{a}"?
			<GIVE> an antonym of "{a}"
			not "{a}" but what?
			if it is not "{a}" it is what?
			the reverse meaning of "{a}" is what?
			<NAME> says "{a}" and i say the other extreme, which?
			name the counterpart of "{a}"
			turn the meaning of "{a}" around
			what stands against "{a}"?
			from "{a}" to the other end of the scale`,
	}),
	family({
		skill: 'capital',
		slotPatterns: { c: oneOf([...CAPITALS.keys()]) },
		drawSlots: (random) => ({ c: pickOne(random, [...CAPITALS.keys()]) }),
		answerOf: ({ c }) => CAPITALS.get(c) ?? '',
		wordings: `
			<WHAT> the capital of {c}
			which city governs {c}?
			<GIVE> the main city of {c}
			where does the government of {c} sit?
			i fly to the capital of {c}; to which city?
			the seat of power in {c} is where?
			{c} is ruled from which town?
			name the first city of {c}
			<NAME> visits the embassy quarter of {c}; in which city?
			on the map the star in {c} marks what?
			match {c} with its capital`,
	}),
	family({
		skill: 'young',
		slotPatterns: { a: oneOf([...YOUNG_ANIMALS.keys()]) },
		drawSlots: (random) => ({ a: pickOne(random, [...YOUNG_ANIMALS.keys()]) }),
		answerOf: ({ a }) => YOUNG_ANIMALS.get(a) ?? '',
		wordings: `
			what is a young {a} called?
			name the baby of a {a}
			<GIVE> the word for a {a} child
			a {a} has a little one; what is it?
			the offspring of a {a} is named how?
			before it grows up, a {a} is what?
			which term means a small {a} just born?
			a {a} mother looks after her what?
			<NAME> saw a tiny {a} ; what do we call it?
			junior {a} , in one word
			what grows into a {a}?`,
	}),
];
