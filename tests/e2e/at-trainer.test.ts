/** The linked trainer answers for students, in the built app: a trial from base to new instructions, and a chat. */
import { expect, test } from '@playwright/test';
import type { Answer } from '../../src/core/answer.ts';
import type { ExamAnswer } from '../../src/core/exam/exam.ts';
import type { Student } from '../../src/core/student.ts';
import { startPracticeServer } from '../fakes/practice-server.ts';
import { practiceSet } from '../fixtures/practice-set.ts';
import { expectAccessible } from './accessible.ts';
import { drop } from './drop.ts';
import { fillOwnProject } from './own-project.ts';
import { rowsOf } from './records.ts';
import { Stack } from './stack.ts';

/** Rows of the exam. */
const ROWS = 24;

test('students answer at the trainer where the user sets it, and every place says so', async () => {
	test.setTimeout(600_000);
	const teacher = await startPracticeServer();
	const stack = await Stack.start();
	try {
		const { page } = await stack.browse();
		await stack.open(page);
		await page.goto(`${stack.origin}/student`);
		const finding = page.getByRole('heading', { level: 1 });
		await expect(finding).toContainText('on this machine alone', { timeout: 120_000 });
		await page.getByLabel('Runs answer with').selectOption('trainer');
		await expect(page.getByText(/^The trainer at .* is there\. Prompts go to it/)).toBeVisible();

		await page.goto(`${stack.origin}/start`);
		await fillOwnProject(page, {
			...{ baseUrl: teacher.baseUrl, base: 'Practice student', rows: 240 },
			...{ iterations: 1, newPerIteration: 40 },
			more: { 'New ones for the Cache Pool alone': '16' },
		});
		await page.getByRole('button', { name: /^Try 20 first, about/ }).click();
		await page.getByText('The trial is done').waitFor({ timeout: 500_000 });
		const origin = stack.service.link?.url ?? '';
		const selfTest = { passed: true, device: 'remote', engine: 'remote', origin };
		const students = await rowsOf<Student>(page, 'students');
		expect(students.toSorted((a, b) => a.iteration - b.iteration)).toMatchObject([
			{ iteration: -1, selfTest },
			{ iteration: 0, source: { kind: 'stored' }, selfTest },
		]);
		const answers = await rowsOf<Answer>(page, 'answers');
		const ofStudents = answers.filter(({ author }) => students.some(({ id }) => id === author));
		expect(ofStudents.length).toBeGreaterThan(10);
		expect(new Set(ofStudents.map((answer) => answer.origin))).toEqual(new Set([origin]));

		await page.goto(`${stack.origin}/runs/${students[0]?.runId ?? ''}`);
		const line = `the student answers at ${origin}, not on this device`;
		await expect(page.getByText(line)).toBeVisible();

		await page.goto(`${stack.origin}/student`);
		await expect(page.getByText(`at ${origin}, not on this device`).first()).toBeVisible();
		await page.getByLabel('Chat answers with').selectOption('trainer');
		await expect(finding).toContainText(`student-0 answers at ${origin}, not on this device.`);
		await expect(page.getByText(`What you ask goes to ${origin}.`)).toBeVisible();
		await page.getByRole('textbox', { name: 'Instruction' }).fill('what is 2 plus 2?');
		await page.getByRole('button', { name: 'Ask', exact: true }).click();
		await expect(page.getByRole('log')).toContainText(/tokens?, first after/, { timeout: 120_000 });
		await expectAccessible(page);
		expect(stack.faults).toEqual([]);

		await stack.service.stop();
		await page.getByRole('textbox', { name: 'Instruction' }).fill('what is 3 plus 3?');
		await page.getByRole('button', { name: 'Ask', exact: true }).click();
		await expect(page.getByRole('log')).toContainText('student/unreachable');
	} finally {
		await stack.stop();
		await teacher.stop();
	}
});

test('a model at an endpoint is added, talked to, takes an exam, and is found again after a reload, its key in memory alone', async () => {
	test.setTimeout(240_000);
	const elsewhere = await startPracticeServer();
	const stack = await Stack.start({ trainer: false });
	try {
		const { page } = await stack.browse();
		await page.goto(`${stack.origin}/student`);
		await page.getByRole('button', { name: 'Add an endpoint' }).click();
		const form = page.getByRole('form', { name: 'Endpoint' });
		await form.getByLabel('Base URL').fill(elsewhere.baseUrl);
		await form.getByLabel('Key', { exact: true }).fill('sk-elsewhere');
		await form.getByRole('button', { name: 'Test and fetch list' }).click();
		await expect(page.getByText('1 offered.')).toBeVisible();
		await form.getByLabel('Model', { exact: true }).fill('practice-teacher');
		await expectAccessible(page);
		await form.getByRole('button', { name: 'Save and use' }).click();
		const { origin } = new URL(elsewhere.baseUrl);
		const finding = page.getByRole('heading', { level: 1 });
		await expect(finding).toContainText(
			`practice-teacher answers at ${origin}, not on this device.`,
		);
		await page.getByRole('textbox', { name: 'Instruction' }).fill('what is 2 plus 2?');
		await page.getByRole('button', { name: 'Ask', exact: true }).click();
		await expect(page.getByRole('log').getByText(/first after/)).toHaveCount(2);
		await expect(page).toHaveURL(/\?student=endpoint%2F/);
		expect(page.url()).not.toContain('sk-elsewhere');
		expect(JSON.stringify(await rowsOf(page, 'settings'))).not.toContain('sk-elsewhere');

		const address = page.url();

		// Through the page's own links: with another address the key in memory would be gone.
		await page.getByRole('link', { name: 'Home', exact: true }).click();
		await page.getByRole('link', { name: 'Several at once' }).click();
		await page.getByRole('link', { name: 'Make an exam' }).click();
		await expect(page.getByText('Choose a file first.')).toBeVisible();
		await drop(page, practiceSet(ROWS), 'a set.jsonl');
		await page.getByRole('checkbox', { name: /^practice-teacher/ }).check();
		await page.getByRole('button', { name: 'Begin' }).click();
		await expect(page.getByText(/^finished/).first()).toBeVisible({ timeout: 60_000 });
		expect(await rowsOf<ExamAnswer>(page, 'examAnswers')).toHaveLength(ROWS);
		await expect(page.getByText(`answers at ${origin}, not on this device`)).toBeVisible();
		const asked = elsewhere.asked.length;
		expect(asked).toBeGreaterThanOrEqual(ROWS);

		await page.goto(address);
		await expect(finding).toContainText('which was not asked for anything yet');
		await page.getByRole('button', { name: 'Use practice-teacher' }).first().click();
		await expect(finding).toContainText(
			`practice-teacher answers at ${origin}, not on this device.`,
		);
		expect(elsewhere.asked).toHaveLength(asked);
		expect(stack.faults).toEqual([]);
	} finally {
		await stack.stop();
		await elsewhere.stop();
	}
});
