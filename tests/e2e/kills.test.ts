/** The browser killed in each of the three stages: reopened, the run finishes, and every answer is used exactly once. */
import { expect, test } from '@playwright/test';
import type { Answer } from '../../src/core/answer.ts';
import type { Call } from '../../src/core/call.ts';
import type { Instruction } from '../../src/core/instruction.ts';
import type { RunProgress } from '../../src/core/progress.ts';
import type { Rejection, Score } from '../../src/core/run.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import { NO_FAULTS } from '../../src/core/practice/teacher.ts';
import { startPracticeServer } from '../fakes/practice-server.ts';
import { startOwnProject } from './own-project.ts';
import { rowsOf } from './records.ts';
import { killBrowser, Stack } from './stack.ts';

const LANES = 4;
/** What the page says while the stage is carried out. */
const STAGES = [
	['imitation', /Seeds, stage 1: the teacher answers/],
	['discrimination', /Iteration 1 of 1, stage 2/],
	['generation', /Iteration 1 of 1, stage 3/],
] as const;

test('a run survives a kill in each stage, and no answer is lost or asked for again', async () => {
	test.setTimeout(900_000);
	const teacher = await startPracticeServer({ faults: { ...NO_FAULTS, latencyMs: [100, 200] } });
	const stack = await Stack.start();
	try {
		let { context, page } = await stack.browse();
		await stack.open(page);
		await page.goto(`${stack.origin}/start`);
		await startOwnProject(page, {
			baseUrl: teacher.baseUrl,
			base: 'Practice student',
			rows: 120,
			iterations: 1,
			newPerIteration: 24,
			more: { 'Asked at once': String(LANES), 'New ones for the Cache Pool alone': '8' },
		});
		const address = page.url();
		for (const [stage, words] of STAGES) {
			await test.step(`killed in ${stage}`, async () => {
				await page.getByText(words).first().waitFor({ timeout: 240_000 });
				await killBrowser(context);
				({ context, page } = await stack.browse());
				await page.goto(address);
				await page.getByLabel('Key of the teacher').fill('sk-test');
				await page
					.getByRole('button', { name: /key|go on/i })
					.first()
					.click();
			});
		}
		await page
			.getByText(/Finished at/)
			.first()
			.waitFor({ timeout: 300_000 });
		await everyAnswerOnce(page, teacher.asked);
		await context.close();
		expect(stack.faults).toEqual([]);
	} finally {
		await stack.stop();
		await teacher.stop();
	}
});

type ReadablePage = Parameters<typeof rowsOf>[0];

async function everyAnswerOnce(page: ReadablePage, asked: readonly string[]): Promise<void> {
	const calls = await rowsOf<Call>(page, 'calls');
	expect(calls.filter(({ state }) => state !== 'answered')).toEqual([]);
	const [progress] = await rowsOf<RunProgress>(page, 'progress');
	const repeats = asked.length - new Set(asked).size;
	// Only what was under way at a kill may have been asked again, and that is what the run counts as in doubt.
	expect(repeats).toBeLessThanOrEqual(progress?.inDoubt ?? 0);
	expect(progress?.inDoubt ?? 0).toBeLessThanOrEqual(LANES * STAGES.length);
	expect(calls.length).toBe(new Set(asked).size);

	const instructions = await rowsOf<Instruction>(page, 'instructions');
	const answers = await rowsOf<Answer>(page, 'answers');
	// What the last iteration wrote for the Cache Pool alone is answered when a next one discriminates.
	const used = instructions.filter(
		({ split, iteration, pool }) =>
			split === 'heldOut' || (split === 'pool' && !(iteration === 1 && pool === 'cache')),
	);
	expect(answers.filter(({ author }) => author === 'teacher')).toHaveLength(used.length);
	const rejections = await rowsOf<Rejection>(page, 'rejections');
	const generated = instructions.filter(({ origin }) => origin === 'generated');
	expect(generated).toHaveLength(24 + 8);
	expect(calls.filter(({ role }) => role === 'generator')).toHaveLength(
		generated.length + rejections.length,
	);
	const verdicts = await rowsOf<Verdict>(page, 'verdicts');
	expect(verdicts.every(({ scores }) => scores !== null)).toBe(true);
	const pairs = new Map<string, Set<string>>();
	for (const { instructionId, studentId, order } of verdicts) {
		const pair = `${instructionId} ${studentId}`;
		pairs.set(pair, (pairs.get(pair) ?? new Set()).add(order));
	}
	expect(verdicts).toHaveLength(2 * pairs.size);
	expect([...pairs.values()].filter(({ size }) => size !== 2)).toEqual([]);
	// One answer of the student a judged pair: what it had said before a kill was not said anew beside it.
	const judged = new Set<string>(verdicts.map(({ studentId }) => studentId));
	expect(answers.filter(({ author }) => judged.has(author))).toHaveLength(pairs.size);
	const scores = await rowsOf<Score>(page, 'scores');
	expect(scores.map(({ iteration, unscored }) => [iteration, unscored])).toEqual([
		[-1, 0],
		[0, 0],
		[1, 0],
	]);
}
