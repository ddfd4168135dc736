import { expect, test } from 'vitest';
import { scoreForFree, scorePair, type PairToScore } from '../../../src/app/score-pair.ts';
import type { CallRequest } from '../../../src/core/call.ts';
import { refereeMessages, REFEREE_SCHEMA } from '../../../src/core/prompts/referee-prompt.ts';
import { TeacherError } from '../../../src/core/teacher-error.ts';
import { practiceTeacher } from '../../../src/adapters/practice/practice-teacher.ts';
import { workshop } from '../../fakes/asking.ts';
import { plainTeacher } from '../../fakes/memory-teachers.ts';
import { replyOf, type Script } from '../../fakes/scripted-teacher.ts';

const { signal } = new AbortController();
const task = { instruction: 'halve 1000', input: '' };
const answers = { teacher: '500', student: '450 or so' };
const pair = (fields: Partial<PairToScore> = {}): PairToScore => ({
	...{ task, answers, seed: 7, known: [] },
	referee: { temperature: 0.2, maxTokens: 512, reasks: 2 },
	...fields,
});
const says = (first: number, second: number) =>
	replyOf(`{"explanation": "so", "score_1": ${first}, "score_2": ${second}}`);
const [, teacherFirst] = refereeMessages(task, answers, 'teacher-first');
const isTeacherFirst = ({ messages }: CallRequest) =>
	messages.at(-1)?.content === teacherFirst?.content;
const referee = plainTeacher({ model: 'judge', endpoint: 'https://judge.example/v1' });
const settings = plainTeacher({ roles: { referee } });

function desk(script: Script) {
	const { teacher, ledger, again } = workshop(script, { askFailedAgain: true });
	const score = (fields: Partial<PairToScore> = {}, asking = again({ runId: null })) =>
		scorePair(
			(request) => asking.ask({ role: 'referee', about: 'chat', request }, signal),
			pair(fields),
			settings,
		);
	return { teacher, ledger, again, score };
}

test('both orders are asked for with the loop’s prompt, and points go to whose answer they are for', async () => {
	const { teacher, score } = desk((request) => (isTeacherFirst(request) ? says(9, 4) : says(3, 8)));
	expect(await score()).toEqual([
		{ order: 'teacher-first', scores: { teacher: 9, student: 4 }, explanation: 'so', asked: 1 },
		{ order: 'student-first', scores: { teacher: 8, student: 3 }, explanation: 'so', asked: 1 },
	]);
	expect(teacher.asked).toEqual(
		(['teacher-first', 'student-first'] as const).map((order) => ({
			...{ model: 'judge', endpoint: 'https://judge.example/v1' },
			messages: refereeMessages(task, answers, order),
			...{ temperature: 0.2, topP: 1, maxTokens: 512, seed: 7 },
			...{ schema: REFEREE_SCHEMA, sample: 0 },
		})),
	);
});

test('a pair that was paid for is told from the ledger', async () => {
	const { teacher, score, again } = desk(() => says(9, 4));
	await score({}, again());
	const asking = again({ runId: null });
	await score({}, asking);
	expect(teacher.asked).toHaveLength(2);
	expect(asking.totals).toMatchObject({ calls: { referee: 0 }, fromLedger: 2, costNanoUsd: 0 });
});

test('an unreadable reply is asked for again as often as the recipe says; asked once more, only that order is', async () => {
	let isClear = false;
	const { teacher, score } = desk((request) =>
		isTeacherFirst(request) || isClear ? says(9, 4) : replyOf('hard to say'),
	);
	const known = await score();
	expect(known.map(({ scores, asked }) => [scores?.teacher, asked])).toEqual([
		[9, 1],
		[undefined, 3],
	]);
	isClear = true;
	expect((await score({ known }))[1]).toMatchObject({
		scores: { teacher: 4, student: 9 },
		asked: 4,
	});
	expect(teacher.asked.map(({ sample, seed }) => [sample, seed])).toEqual([
		...[
			[0, 7],
			[0, 7],
			[1, 8],
			[2, 9],
		],
		[3, 10],
	]);
});

test('an order that fails ends it with its error, and what the other one brought is kept', async () => {
	const { ledger, score } = desk((request) => {
		if (isTeacherFirst(request)) throw new TeacherError('teacher/bad-key', 'no such key');
		return says(9, 4);
	});
	await expect(score()).rejects.toMatchObject({ code: 'teacher/bad-key' });
	expect(ledger.history.at(-1)?.role).toBe('referee');
	expect(ledger.history.map(({ state }) => state)).toContain('answered');
});

test('without a project the practice teacher scores, for nothing', async () => {
	const { verdicts, ...cost } = await scoreForFree(practiceTeacher(), pair(), signal);
	expect(cost).toEqual({ calls: 2, costNanoUsd: 0 });
	expect(verdicts.map(({ order, scores }) => [order, scores])).toEqual([
		['teacher-first', { teacher: 10, student: 2 }],
		['student-first', { teacher: 10, student: 2 }],
	]);
});
