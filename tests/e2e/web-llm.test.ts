/** web-llm in the built app, under its content policy: a chat on the Student page, and a trial from base to new instructions. */
import { expect, type Page, test } from '@playwright/test';
import type { StageEntry } from '../../src/core/run.ts';
import type { Student } from '../../src/core/student.ts';
import { startPracticeServer } from '../fakes/practice-server.ts';
import { fillOwnProject } from './own-project.ts';
import { rowsOf } from './records.ts';
import { Stack } from './stack.ts';

const onThisMachine = (page: Page) => page.getByText('on this machine alone');

test('a student answers on web-llm where the user sets it, and nothing is asked of another server', async () => {
	test.setTimeout(400_000);
	const stack = await Stack.start({ trainer: false });
	try {
		const { page } = await stack.browse();
		await page.goto(`${stack.origin}/student`);
		await onThisMachine(page).waitFor({ timeout: 120_000 });
		await expect(page.getByText('by WebAssembly with transformers.js')).toBeVisible();
		await page.getByLabel('Chat answers with').selectOption('web-llm');
		await expect(page.getByText('By WebGPU, with web-llm')).toBeVisible({ timeout: 240_000 });
		const line = page.getByRole('textbox', { name: 'Instruction' });
		await line.fill('cut the figure 80 in two equal parts');
		await page.getByRole('button', { name: 'Ask', exact: true }).click();
		await expect(page.getByText(/Of the last reply it read \d+ tokens/)).toBeVisible({
			timeout: 120_000,
		});
		await expect(page.getByRole('log')).toContainText('tokens, first after');
		const kept = await page.evaluate(() => caches.keys());
		expect(kept.filter((name) => name.startsWith('webllm'))).toEqual([]);
		expect(stack.faults).toEqual([]);
	} finally {
		await stack.stop();
	}
});

test('a trial runs on web-llm from the base to new instructions; what the trainer made proves itself there', async () => {
	test.setTimeout(600_000);
	const teacher = await startPracticeServer();
	const stack = await Stack.start();
	try {
		const { page } = await stack.browse();
		await stack.open(page);
		await page.goto(`${stack.origin}/student`);
		await page.getByLabel('Runs answer with').selectOption('web-llm');
		await onThisMachine(page).waitFor({ timeout: 120_000 });
		await page.goto(`${stack.origin}/start`);
		await fillOwnProject(page, {
			...{ baseUrl: teacher.baseUrl, base: 'Practice student', rows: 240 },
			...{ iterations: 1, newPerIteration: 40 },
			more: { 'New ones for the Cache Pool alone': '16' },
		});
		await page.getByRole('button', { name: /^Try 20 first, about/ }).click();
		await page.getByText('The trial is done').waitFor({ timeout: 500_000 });
		const selfTest = { passed: true, device: 'webgpu', engine: 'web-llm' };
		const students = await rowsOf<Student>(page, 'students');
		expect(students.toSorted((a, b) => a.iteration - b.iteration)).toMatchObject([
			{ iteration: -1, selfTest },
			{ iteration: 0, source: { kind: 'stored' }, selfTest },
		]);
		const stages = await rowsOf<StageEntry>(page, 'stages');
		expect(new Set(stages.map(({ stage }) => stage))).toEqual(
			new Set(['prepare', 'evaluation', 'imitation', 'discrimination', 'generation']),
		);
		expect(stack.faults).toEqual([]);
	} finally {
		await stack.stop();
		await teacher.stop();
	}
});
