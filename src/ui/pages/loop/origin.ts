/** Where a new instruction came from: with parents at random, or none of its kind, hard and easy say how it was asked for, not what the parent was. */
import type { Operator } from '../../../core/instruction.ts';
import type { Recipe } from '../../../core/recipe.ts';

export type Origin = { readonly role: Operator | null; readonly words: string };

/** `isOfItsKind`: the operator's parents are as it says, hard or easy. */
export function originOf(
	operator: Operator,
	{ targeting }: Pick<Recipe['generation'], 'targeting'>,
	isOfItsKind: boolean,
): Origin {
	if (targeting !== 'random' && isOfItsKind) return { role: operator, words: `from ${operator}` };
	return { role: null, words: operator === 'hard' ? 'of the same kind' : 'of a rarer kind' };
}
