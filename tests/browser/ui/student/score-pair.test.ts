import { beforeEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import type { PairToScore, ScoredPair } from '../../../../src/app/score-pair.ts';
import { TeacherError } from '../../../../src/core/teacher-error.ts';
import Students from '../../../../src/ui/pages/student/Students.svelte';
import { give } from '../../../../src/ui/world.ts';
import { plainTeacher } from '../../../fakes/memory-teachers.ts';
import { projectRow, runRow, studentRow } from '../../../fakes/rows.ts';
import { FILES, StudentWorld } from '../../../fakes/student-world.ts';

let world: StudentWorld;
const button = (name: string | RegExp) => page.getByRole('button', { name });
const log = () => page.getByRole('log');
const field = () => page.getByRole('textbox', { name: 'Instruction' });

/** student-0 beside its teacher, whose practice answers are right; the student's have a word too many. */
async function open(change: (world: StudentWorld) => void = () => undefined) {
	await page.viewport(1280, 900);
	world = new StudentWorld();
	world.students.set([studentRow(0, { files: FILES, source: { kind: 'stored', folder: 's0' } })]);
	change(world);
	give(world.asWorld());
	await render(Students, { student: null, run: null, onchoose: () => undefined });
	await expect.element(page.getByText('in use')).toBeVisible();
}
async function ask(text: string) {
	await field().fill(text);
	await userEvent.keyboard('{Enter}');
}
const points = (first: number, second: number, fields: Partial<ScoredPair> = {}): ScoredPair => ({
	verdicts: [
		{
			...{ order: 'teacher-first', explanation: 'The first is better.', asked: 1 },
			scores: { teacher: first, student: second },
		},
		{
			...{ order: 'student-first', explanation: 'Again the first.', asked: 1 },
			scores: { teacher: second, student: first },
		},
	],
	...{ calls: 2, costNanoUsd: 1_200_000, ...fields },
});

describe('a pair', () => {
	beforeEach(() => open());

	test('is scored with a click: both points, how far they are apart, and what that is', async () => {
		await ask('halve 1000');
		await button('Score this pair').click();
		const scores = page.getByRole('group', { name: 'Scores' });
		await expect.element(scores).toHaveTextContent(/teacher 10\.0 student-0 8\.0 hard, \+2\.0/);
		await expect
			.element(scores)
			.toHaveTextContent('student-0 falls behind by 2.0 points. Both orders gave the same points.');
		await expect.element(scores).not.toHaveTextContent(/call|\$|ledger/);
		expect(button(/^Score/).query()).toBeNull();
		await page.getByText('Why').click();
		await expect.element(scores).toHaveTextContent('The right answer is "500".');
	});

	test('is scored by keyboard, and the focus goes to the scores', async () => {
		await ask('halve 1000');
		await expect.element(button('Score this pair')).toBeVisible();
		(button('Score this pair').element() as HTMLElement).focus();
		await userEvent.keyboard('{Enter}');
		await expect.element(page.getByRole('group', { name: 'Scores' })).toHaveFocus();
	});

	test('of which one reply was stopped isn’t', async () => {
		world.engine.gate = new Promise(() => undefined);
		await ask('halve 1000');
		await button('Stop').click();
		await expect.element(log()).toHaveTextContent('Stopped by you.');
		expect(button('Score this pair').query()).toBeNull();
	});

	test('that was cleared is scored no more', async () => {
		let signal: AbortSignal | undefined;
		world.scorePair = (_, __, given) => {
			signal = given;
			return new Promise(() => undefined);
		};
		await ask('halve 1000');
		await button('Score this pair').click();
		await expect.poll(() => signal?.aborted).toBe(false);
		await button('Clear').click();
		expect(signal?.aborted).toBe(true);
	});
});

test('a question that was sent with earlier turns isn’t scored, and it is said why', async () => {
	await open((world) => {
		world.projects.set([projectRow(undefined, { kind: 'own' })]);
		world.runs.set([runRow(undefined, { recipe: { ...runRow().recipe, baseId: 'a model' } })]);
	});
	await button('Change').click();
	await page.getByLabelText('Earlier questions and replies are sent along').click();
	await ask('halve 1000');
	await expect.element(button('Score this pair')).toBeVisible();
	await ask('halve 600');
	await expect.element(log()).toHaveTextContent('Sent with earlier turns');
	expect(button('Score this pair').elements()).toHaveLength(1);
});

describe('the referee', () => {
	test('is asked by the project, with the numbers of the student’s run', async () => {
		const asked: [unknown, PairToScore][] = [];
		await open((world) => {
			world.scorePair = (project, pair) => {
				asked.push([project, pair]);
				return Promise.resolve(points(9, 9));
			};
		});
		await ask('halve 1000');
		await button('Score this pair').click();
		await expect.element(log()).toHaveTextContent('student-0 is as good as the teacher.');
		expect(asked).toEqual([
			[
				'project1',
				{
					task: { instruction: 'halve 1000', input: '' },
					answers: { teacher: '500', student: '500 plum' },
					referee: { temperature: 0.2, maxTokens: 512, reasks: 2 },
					...{ seed: 1, known: [] },
				},
			],
		]);
	});

	test('that prefers whoever stands first is shown in both orders, with what it cost', async () => {
		const teacher = plainTeacher({ model: 'acme-large' });
		await open((world) => {
			world.projects.set([projectRow(undefined, { kind: 'own', teacher })]);
			world.scorePair = () => Promise.resolve(points(9, 4));
		});
		await page.getByLabelText('Key').fill('sk-test');
		await userEvent.keyboard('{Enter}');
		await ask('halve 1000');
		await button('Score this pair').click();
		const scores = page.getByRole('group', { name: 'Scores' });
		await expect.element(scores).toHaveTextContent('teacher 6.5 student-0 6.5 easy, 0.0');
		await expect
			.element(scores)
			.toHaveTextContent('The orders differ by 10.0 points, and each names another winner.');
		await expect.element(scores).toHaveTextContent('2 calls, $0.0012, outside the budget.');
		await expect
			.element(scores)
			.toHaveTextContent(/teacher’s answer first ?teacher ?9 : student ?4/);
	});

	test('that is still reading can be stopped, and asked again', async () => {
		await open();
		const { scorePair } = world;
		world.scorePair = (_, __, signal) =>
			new Promise((_, reject) => {
				signal.addEventListener('abort', () => {
					reject(signal.reason as Error);
				});
			});
		await ask('halve 1000');
		await button('Score this pair').click();
		await expect.element(log()).toHaveTextContent('the referee is reading both, in both orders');
		await button('Stop scoring').click();
		await expect.element(button('Score this pair')).toBeVisible();
		expect(page.getByRole('alert').query()).toBeNull();
		world.scorePair = scorePair;
		await button('Score this pair').click();
		await expect.element(log()).toHaveTextContent('hard, +2.0');
	});

	test('that fails is named by its code, and can be asked again', async () => {
		await open();
		const { scorePair } = world;
		world.scorePair = () =>
			Promise.reject(new TeacherError('teacher/bad-key', 'The provider refused the key.'));
		await ask('halve 1000');
		await button('Score this pair').click();
		const alert = page.getByRole('alert');
		await expect.element(alert).toHaveTextContent('could not be scored: teacher/bad-key');
		await expect.element(alert).toHaveTextContent('The provider refused the key.');
		world.scorePair = scorePair;
		await button('Score again').click();
		await expect.element(log()).toHaveTextContent('hard, +2.0');
		expect(alert.query()).toBeNull();
	});

	test('whose reply can’t be read leaves the pair unscored, and is asked again with what is known', async () => {
		await open();
		const known: unknown[] = [];
		world.scorePair = (_, pair) => {
			known.push(pair.known.map(({ asked }) => asked));
			const { verdicts, ...rest } = points(9, 4);
			const isFirst = known.length === 1;
			const [one, other] = verdicts;
			if (one === undefined || other === undefined) throw new Error('expected two verdicts');
			return Promise.resolve({
				...rest,
				verdicts: isFirst ? [one, { ...other, scores: null, asked: 3 }] : verdicts,
			});
		};
		await ask('halve 1000');
		await button('Score this pair').click();
		await expect.element(log()).toHaveTextContent(/unscored.*could not be read, asked 3 times/);
		await button('Score again').click();
		await expect.element(log()).toHaveTextContent('easy, 0.0');
		expect(known).toEqual([[], [1, 3]]);
	});
});

test('while a blind vote is open nothing offers to score, which would tell who is who', async () => {
	await open();
	await page.getByRole('switch', { name: /^Blind/ }).click();
	await ask('halve 1000');
	await expect.element(button(/Left is better/)).toBeVisible();
	expect(button('Score this pair').query()).toBeNull();
	await button(/Tie/).click();
	await button('Score this pair').click();
	await expect.element(log()).toHaveTextContent('hard, +2.0');
	// Taken back, the vote is open again.
	await button('Undo the last vote').click();
	await expect.element(button(/Left is better/)).toBeVisible();
	await expect.element(log()).not.toHaveTextContent(/hard|student-0/);
});
