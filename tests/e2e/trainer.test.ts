/** A trainer killed in the middle of a job and started again. */
import { expect, test, type Page } from '@playwright/test';
import type { Score, TrainingJob } from '../../src/core/run.ts';
import type { Student } from '../../src/core/student.ts';
import { startPracticeServer } from '../fakes/practice-server.ts';
import { startOwnProject } from './own-project.ts';
import { rowsOf } from './records.ts';
import { Stack } from './stack.ts';

test.setTimeout(900_000);

async function withRun(
	epochs: number,
	story: (stack: Stack, page: Page) => Promise<void>,
): Promise<void> {
	const teacher = await startPracticeServer();
	const stack = await Stack.start();
	try {
		const { context, page } = await stack.browse();
		await stack.open(page);
		await page.goto(`${stack.origin}/start`);
		await startOwnProject(page, {
			baseUrl: teacher.baseUrl,
			base: 'Practice student',
			rows: 100,
			iterations: 0,
			newPerIteration: 20,
			more: { Epochs: String(epochs) },
		});
		await story(stack, page);
		await context.close();
	} finally {
		await stack.stop();
		await teacher.stop();
	}
}

test('a trainer killed in a job is started again, and the run goes on to a student that passes its self-test', async () => {
	await withRun(40, async (stack, page) => {
		await page
			.getByText(/[1-9]\d* of \d+ training steps/)
			.first()
			.waitFor({ timeout: 300_000 });
		const pid = stack.service.pid;
		if (pid === undefined) throw new Error('the trainer has no process');
		process.kill(pid, 'SIGKILL');
		await page
			.getByText(/Finished at/)
			.first()
			.waitFor({ timeout: 500_000 });
		expect(stack.service.pid).not.toBe(pid);
		const students = await rowsOf<Student>(page, 'students');
		expect(students.map(({ iteration, selfTest }) => [iteration, selfTest?.passed])).toEqual([
			[-1, true],
			[0, true],
		]);
		const jobs = await rowsOf<TrainingJob>(page, 'jobs');
		expect(jobs.map(({ status }) => status)).toEqual(['succeeded']);
		const scores = await rowsOf<Score>(page, 'scores');
		expect(scores).toHaveLength(2);
	});
});
