import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { votesToArena } from '../../../src/core/formats/arena-votes.ts';
import type { ProjectId, RunId } from '../../../src/core/id.ts';
import { tallyOf, type Vote, votesBetween, type VoteOutcome } from '../../../src/core/vote.ts';
import { voteRow } from '../../fakes/vote-row.ts';

const RUN = 'run1' as RunId;
const PROJECT = 'project1' as ProjectId;
const vote = (outcome: VoteOutcome, isSwapped = false): Vote => {
	const { left, right, ...rest } = voteRow(RUN, PROJECT, { outcome });
	return isSwapped ? { ...rest, left: right, right: left } : { ...rest, left, right };
};
const STUDENT = voteRow(RUN, PROJECT).left.studentId;
const BASE = voteRow(RUN, PROJECT).right.studentId;

describe('a tally', () => {
	test('counts for whom a vote was, whichever side it stood on', () => {
		const votes = [
			vote('left'),
			vote('right', true),
			vote('right'),
			vote('tie', true),
			vote('bothBad'),
			vote('bothBad', true),
		];
		expect(tallyOf(votes, STUDENT)).toMatchObject({ wins: 2, losses: 1, ties: 1, bothBad: 2 });
		expect(tallyOf(votes, BASE)).toMatchObject({ wins: 1, losses: 2, ties: 1, bothBad: 2 });
	});

	test('has Wilson’s interval, as SciPy computes it, of the votes that name a winner', () => {
		const { cases } = JSON.parse(readFileSync('tests/golden/wilson-intervals.json', 'utf8')) as {
			readonly cases: readonly Record<'agreeing' | 'n' | 'value' | 'low' | 'high', number>[];
		};
		for (const { agreeing, n, value, low, high } of cases) {
			const won = Array.from({ length: agreeing }, () => vote('left'));
			const lost = Array.from({ length: n - agreeing }, () => vote('left', true));
			const { share } = tallyOf([...won, ...lost, vote('tie')], STUDENT);
			expect(share).toMatchObject({ n, value });
			expect('low' in share && share.low).toBeCloseTo(low, 10);
			expect('high' in share && share.high).toBeCloseTo(high, 10);
		}
	});

	test('of nothing decided says why there is no share', () => {
		expect(tallyOf([vote('tie')], STUDENT).share).toEqual({
			value: undefined,
			reason: 'no vote has named a winner',
		});
	});
});

test('votes between two are those of both orders, and of nobody else', () => {
	const [mine, swapped] = [vote('left'), vote('left', true)];
	const other = voteRow(RUN, null, { left: { ...mine.left, studentId: 'shipped/other' } });
	expect(votesBetween([mine, other, swapped], BASE, STUDENT)).toEqual([mine, swapped]);
});

test('an exported vote has the fields of the Arena, and says what both were asked and how', () => {
	const lines = votesToArena([vote('left'), vote('bothBad', true)])
		.trim()
		.split('\n');
	const [first, second] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
	const asked = { role: 'user', content: 'Name a fruit.' };
	expect(first).toEqual({
		question_id: 'project1/vote/v0',
		...{ model_a: 'student-1', model_b: 'base', winner: 'model_a', judge: 'person' },
		conversation_a: [asked, { role: 'assistant', content: 'plum' }],
		conversation_b: [asked, { role: 'assistant', content: 'brick' }],
		...{ turn: 1, anony: true, tstamp: 1 },
		...{ model_a_id: 'run1/student/1', model_b_id: 'run1/student/-1' },
		model_a_ran_on: { engine: 'transformers.js', device: 'wasm' },
		model_b_ran_on: { engine: 'transformers.js', device: 'wasm' },
		sampling: { temperature: 0.7, topP: 0.9, maxTokens: 64, seed: 5, stop: ['END'] },
	});
	expect(second).toMatchObject({ model_a: 'base', winner: 'tie (bothbad)' });
});
