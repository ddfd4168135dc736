/** An exam in the built app: a file dropped in, two students, a browser closed in the middle, a page that can do nothing, files that say what is stored. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import type { Exam, ExamAnswer, ExamTask } from '../../src/core/exam/exam.ts';
import { practiceSet } from '../fixtures/practice-set.ts';
import { expectAccessible } from './accessible.ts';
import { drop } from './drop.ts';
import { rowsOf } from './records.ts';
import { ROOT, Stack } from './stack.ts';

const ROWS = 1500;
const SHOWN = '1,500';
/** How long the page's thread is blocked, in ms. */
const BLOCKED_MS = 15_000;

let stack: Stack;
test.beforeAll(async () => {
	stack = await Stack.start({ trainer: false });
});
test.afterAll(async () => {
	await stack.stop();
});

const answersIn = (page: Page) => rowsOf<ExamAnswer>(page, 'examAnswers');
const countIn = async (page: Page) => (await answersIn(page)).length;

async function saved(page: Page, format: RegExp): Promise<string> {
	const label = await page.getByRole('option', { name: format }).textContent();
	await page.getByLabel('As', { exact: true }).selectOption({ label: label ?? '' });
	const coming = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Save answers' }).click();
	return readFile(await (await coming).path(), 'utf8');
}

test('a file is put to two students through a closed browser, and what is saved is what was stored', async () => {
	test.setTimeout(900_000);
	const first = await stack.browse();
	await test.step('Home leads to exams, which are empty and say what to do', async () => {
		await first.page.goto(stack.origin);
		await first.page.getByRole('link', { name: 'Several at once' }).click();
		await first.page.getByText('No exam has been made here yet').waitFor();
		await expectAccessible(first.page);
	});

	await test.step('a model of the user’s own is there beside the one that ships', async () => {
		await first.page.goto(`${stack.origin}/student`);
		await first.page
			.getByLabel('Folder of a model')
			.setInputFiles(join(ROOT, 'models/practice-student'));
		await first.page.getByText('practice-student runs in this tab').waitFor({ timeout: 120_000 });
	});

	await test.step('a file is dropped in and two students are chosen', async () => {
		await first.page.goto(`${stack.origin}/exams/new`);
		await expect(first.page.getByText('Choose a file first.')).toBeVisible();
		await drop(first.page, practiceSet(ROWS), 'my set.jsonl');
		await first.page.getByText(`${SHOWN} rows: ${SHOWN} instructions to ask.`).waitFor();
		await first.page.getByRole('checkbox', { name: /^Practice student/ }).check();
		await first.page.getByRole('checkbox', { name: /^practice-student/ }).check();
		await expect(first.page.getByText('asked 2.')).toBeVisible();
		await first.page.getByLabel('Most tokens').fill('12');
		await expectAccessible(first.page);
		await first.page.getByRole('button', { name: 'Begin' }).click();
		await first.page.waitForURL(/\/exams\/[^/]+$/);
		await expect(first.page.getByText('under way').first()).toBeVisible();
		await expect.poll(() => countIn(first.page), { timeout: 120_000 }).toBeGreaterThan(30);
	});

	const address = first.page.url();
	const before = await answersIn(first.page);
	expect(before.length).toBeLessThan(ROWS);
	await first.context.close();
	const { page, context } = await stack.browse();

	await test.step('opened again it goes on by itself, though its page can do nothing', async () => {
		await page.goto(address);
		// What was on its way when the browser was closed has come since `before`; a worker needs its page to begin.
		const atOpening = await countIn(page);
		expect(atOpening).toBeGreaterThanOrEqual(before.length);
		await expect.poll(() => countIn(page), { timeout: 120_000 }).toBeGreaterThan(atOpening + 50);
		const other = await context.newPage();
		await other.goto(`${stack.origin}/exams`);
		// A hidden page's timers are slowed down; here its thread is blocked altogether, which is worse.
		const blocked = page.evaluate((ms) => {
			const until = performance.now() + ms;
			while (performance.now() < until);
		}, BLOCKED_MS);
		const soFar = await countIn(other);
		await expect.poll(() => countIn(other), { timeout: BLOCKED_MS - 1000 }).toBeGreaterThan(soFar);
		await blocked;
		await other.getByRole('link', { name: 'my set' }).click();
		await other.getByRole('button', { name: 'Pause' }).click();
		await expect(page.getByText(/^paused/).first()).toBeVisible();
		await page.getByRole('button', { name: 'Go on' }).click();
		await other.close();
	});

	await test.step('it ends with every answer once, and none of those before was asked again', async () => {
		await expect(page.getByText(/^finished/).first()).toBeVisible({ timeout: 600_000 });
		const after = new Map((await answersIn(page)).map((answer) => [answer.id, answer]));
		expect(after.size).toBe(2 * ROWS);
		for (const answer of before) expect(after.get(answer.id)).toEqual(answer);
		await expect(page.getByText(`${SHOWN} of ${SHOWN} answered`)).toHaveCount(2);
		const [exam] = await rowsOf<Exam>(page, 'exams');
		expect(exam).toMatchObject({ tasks: ROWS, references: ROWS, state: { kind: 'finished' } });
		await expect(page.getByText(`same ${SHOWN}`)).toBeVisible();
		await expectAccessible(page);
		await page.setViewportSize({ width: 390, height: 800 });
		await expectAccessible(page);
		await page.setViewportSize({ width: 1280, height: 900 });
	});

	await test.step('what is saved is what is stored', async () => {
		const answers = await answersIn(page);
		const tasks = new Map(
			(await rowsOf<ExamTask>(page, 'examTasks')).map((task) => [task.order, task]),
		);
		const names = { s1: 'Practice student', s2: 'practice-student' } as Record<string, string>;
		const expected = answers
			.toSorted((a, b) => a.order - b.order || (a.student < b.student ? -1 : 1))
			.map(({ order, student, text }) => ({
				instruction: tasks.get(order)?.instruction,
				output: text,
				generator: names[student],
				dataset: 'my set',
			}));
		expect(JSON.parse(await saved(page, /^AlpacaEval/))).toEqual(expected);
		const lines = (await saved(page, /^JSON lines/)).trimEnd().split('\n');
		expect(lines.map((line) => (JSON.parse(line) as { output: string }).output)).toEqual(
			expected.map(({ output }) => output),
		);
		expect((await saved(page, /^CSV/)).trimEnd().split('\r\n')).toHaveLength(ROWS + 1);
	});
	await context.close();
	expect(stack.faults).toEqual([]);
});
