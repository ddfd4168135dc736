/** Watching a distillation, as a newcomer does: two iterations on real parts, and a student that answers better than before. */
import { expect, test } from '@playwright/test';
import type { Score, StageEntry, TrainingJob } from '../../src/core/run.ts';
import type { Student } from '../../src/core/student.ts';
import { expectAccessible } from './accessible.ts';
import { rowsOf } from './records.ts';
import { Stack } from './stack.ts';

/** How long the page's thread is blocked, in ms. */
const BLOCKED_MS = 10_000;

let stack: Stack;
test.beforeAll(async () => {
	stack = await Stack.start();
});
test.afterAll(async () => {
	await stack.stop();
});

test('a shorter distillation is watched to its end, and its students answer better than the base', async () => {
	test.setTimeout(1_200_000);
	const { context, page } = await stack.browse();
	await test.step('Home links the trainer and offers the four ways', async () => {
		await stack.open(page);
		expect(page.url()).toBe(`${stack.origin}/`);
		for (const way of [
			'Watch a distillation',
			'Distil with your own teacher',
			'Evaluate a student',
			'Curate instructions',
		])
			await expect(page.getByRole('heading', { name: way })).toBeVisible();
		await expectAccessible(page);
	});

	await test.step('the run goes on after a reload and a pause', async () => {
		await page.getByRole('button', { name: 'Watch a shorter one' }).click();
		await page.waitForURL(/\/runs\//);
		await page
			.getByText(/Base, test on held-out instructions/)
			.first()
			.waitFor({ timeout: 240_000 });
		await page.reload();
		await page.getByRole('button', { name: 'Pause' }).click();
		await page
			.getByText(/^Paused/)
			.first()
			.waitFor({ timeout: 60_000 });
		await page.getByRole('button', { name: 'Go on' }).click();
		await expectAccessible(page);
	});

	await test.step('another tab watches live, and the run goes on while the page that began it can do nothing', async () => {
		const other = await context.newPage();
		await other.goto(page.url());
		await other.getByText(/watching live/).waitFor();
		await expect(other.getByRole('button', { name: 'Pause' })).toHaveCount(0);
		await page
			.getByText(/[1-9]\d* of \d+ training steps/)
			.first()
			.waitFor({ timeout: 300_000 });
		// A hidden page's timers are slowed down; here its thread is blocked altogether, which is worse.
		const blocked = page.evaluate((ms) => {
			const until = performance.now() + ms;
			while (performance.now() < until);
		}, BLOCKED_MS);
		const stepsNow = async () => (await rowsOf<TrainingJob>(other, 'jobs')).at(-1)?.step ?? 0;
		const before = await stepsNow();
		await other.waitForTimeout(BLOCKED_MS / 2);
		expect(await stepsNow()).toBeGreaterThan(before);
		await blocked;
		await other.close();
	});

	await test.step('the first student answers better than the base, and those of the iterations better than the first', async () => {
		await page
			.getByText(/Finished at/)
			.first()
			.waitFor({ timeout: 1_000_000 });
		const scores = await rowsOf<Score>(page, 'scores');
		const relative = new Map(scores.map((score) => [score.iteration, score.relative]));
		const [base, seeds, first, second] = [-1, 0, 1, 2].map((iteration) => relative.get(iteration));
		if (!base || !seeds || !first || !second) throw new Error('a score is missing');
		expect(scores.map(({ n }) => n)).toEqual([636, 636, 636, 636]);
		const students = await rowsOf<Student>(page, 'students');
		expect(students.map(({ selfTest }) => selfTest?.passed)).toEqual([true, true, true, true]);
		for (const { stage, iteration, seconds } of await rowsOf<StageEntry>(page, 'stages'))
			console.log(`${stage} ${iteration}: ${seconds.toFixed(1)} s`);
		console.log(scores.map((score) => [score.iteration, score.relative?.value, score.exact]));
		expect(seeds.value).toBeGreaterThan(base.value);
		expect(first.value).toBeGreaterThan(seeds.value);
		expect(second.value).toBeGreaterThan(seeds.value);
		await expectAccessible(page);
	});

	await test.step('a finished run shows what got better and leads to its students', async () => {
		await page.setViewportSize({ width: 390, height: 800 });
		await expectAccessible(page);
		await page.setViewportSize({ width: 1280, height: 900 });
		await page.getByRole('link', { name: /Talk to student-2/ }).click();
		await page.waitForURL(/\/student/);
		await expectAccessible(page);
	});
	await context.close();
	expect(stack.faults).toEqual([]);
});
