import { expect, test } from 'vitest';
import { NO_CAPS } from '../../../../../src/core/budget.ts';
import {
	beyondCaps,
	sourceWords,
	timeSourceWords,
} from '../../../../../src/ui/pages/start/plan-words.ts';

test('each number says where it comes from', () => {
	expect(sourceWords({ kind: 'assumed' })).toBe('assumed');
	expect(sourceWords({ kind: 'measured', calls: 1 })).toBe('measured on 1 call');
	expect(
		timeSourceWords([
			{ part: 'replies', by: 'measured', role: 'referee', calls: 24 },
			{ part: 'student', by: 'measured', on: 12 },
			{ part: 'training', by: 'assumed' },
			{ part: 'replies', by: 'limit', of: 'tokens' },
		]),
	).toBe(
		'referee’s replies measured on 24 calls, student measured on 12 answers, training assumed, by the limit of tokens a minute',
	);
});

test('a plan above its caps is told by what is above, as far as it is known', () => {
	const plan = { calls: 1200, promptTokens: 9000, completionTokens: 1000, costNanoUsd: 5e9 };
	expect(beyondCaps(plan, NO_CAPS)).toBeUndefined();
	expect(beyondCaps(plan, { calls: 1200, tokens: 10_000, nanoUsd: 5e9 })).toBeUndefined();
	expect(beyondCaps(plan, { calls: 1000, tokens: null, nanoUsd: 2e9 })).toBe(
		'about 1,200 calls, $5.00',
	);
	expect(beyondCaps({ ...plan, costNanoUsd: null }, { ...NO_CAPS, nanoUsd: 1 })).toBeUndefined();
});
