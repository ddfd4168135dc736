/** What goes wrong between trainer and page: a trainer killed in the middle of a job, a student damaged on its way. */
import { spawnSync } from 'node:child_process';
import { expect, test, type Page } from '@playwright/test';
import type { Run, Score, TrainingJob } from '../../src/core/run.ts';
import type { Student } from '../../src/core/student.ts';
import { startPracticeServer } from '../fakes/practice-server.ts';
import { startOwnProject } from './own-project.ts';
import { rowsOf } from './records.ts';
import { Stack } from './stack.ts';

test.setTimeout(900_000);

/** Processes below this one. */
function descendantsOf(pid: number): readonly number[] {
	const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
	const children = stdout.trim().split(/\s+/).filter(Boolean).map(Number);
	return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

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

test('a trainer killed with its job is started again, and the run goes on to a student that passes its self-test', async () => {
	await withRun(40, async (stack, page) => {
		await page
			.getByText(/[1-9]\d* of \d+ training steps/)
			.first()
			.waitFor({ timeout: 300_000 });
		const pid = stack.service.pid;
		if (pid === undefined) throw new Error('the trainer has no process');
		const job = descendantsOf(pid);
		expect(job).not.toEqual([]);
		for (const one of [pid, ...job]) process.kill(one, 'SIGKILL');
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

test('a student with a corrupted file is refused by name, and taken in when it is whole', async () => {
	await withRun(1, async (stack, page) => {
		const damaged: string[] = [];
		const weights = '**/onnx/model.onnx';
		await page.context().route(`${stack.service.link?.url ?? ''}/${weights}`, async (route) => {
			const response = await route.fetch();
			const body = await response.body();
			const middle = body.length >> 1;
			body.writeUInt8(body.readUInt8(middle) ^ 1, middle);
			damaged.push(route.request().url());
			await route.fulfill({ response, body });
		});
		await page
			.getByText(/onnx\/model\.onnx/)
			.first()
			.waitFor({ timeout: 300_000 });
		expect(damaged).not.toEqual([]);
		const [paused] = await rowsOf<Run>(page, 'runs');
		expect(paused?.state).toMatchObject({ kind: 'paused', code: 'student/corrupt-file' });
		const refused = await rowsOf<Student>(page, 'students');
		expect(refused.map(({ iteration }) => iteration)).toEqual([-1]);
		await page.context().unrouteAll();
		await page.getByRole('button', { name: 'Go on' }).click();
		await page
			.getByText(/Finished at/)
			.first()
			.waitFor({ timeout: 300_000 });
		const students = await rowsOf<Student>(page, 'students');
		expect(students.map(({ selfTest }) => selfTest?.passed)).toEqual([true, true]);
	});
});
