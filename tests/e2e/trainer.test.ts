/** A trainer in trouble: killed in the middle of a job and restarted; a student whose file is damaged on its disk. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import type { Run, Score, TrainingJob } from '../../src/core/run.ts';
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

test('a student with a damaged file is refused by name; mended, the run goes on', async () => {
	await withRun(2, async (stack, page) => {
		const file = await damaged(join(stack.folder, 'trainer/students'));
		await page
			.getByText(/onnx\/model\.onnx/)
			.first()
			.waitFor({ timeout: 300_000 });
		const [run] = await rowsOf<Run>(page, 'runs');
		expect(run?.state).toMatchObject({
			kind: 'paused',
			by: 'trouble',
			code: 'student/corrupt-file',
		});
		expect((await rowsOf<Student>(page, 'students')).map(({ iteration }) => iteration)).toEqual([
			-1,
		]);
		flip(file);
		await page.getByRole('button', { name: 'Go on' }).first().click();
		await page
			.getByText(/Finished at/)
			.first()
			.waitFor({ timeout: 300_000 });
		expect(await rowsOf<Student>(page, 'students')).toHaveLength(2);
	});
});

/** Waits for the first student's network at the trainer and changes one of its bytes before the page can fetch it. */
async function damaged(students: string): Promise<string> {
	for (;;) {
		const [name] = existsSync(students) ? readdirSync(students) : [];
		const file = join(students, name ?? '', 'onnx/model.onnx');
		if (name !== undefined && existsSync(file)) {
			flip(file);
			return file;
		}
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}

function flip(file: string): void {
	const bytes = readFileSync(file);
	const middle = Math.floor(bytes.length / 2);
	bytes.writeUInt8(bytes.readUInt8(middle) ^ 0xff, middle);
	writeFileSync(file, bytes);
}
