/** Trying twenty instructions before the run, in the built app with a real trainer: paid once, and the plan is measured. */
import { expect, type Page, test } from '@playwright/test';
import type { Call } from '../../src/core/call.ts';
import type { Project } from '../../src/core/project.ts';
import type { Run, StageEntry } from '../../src/core/run.ts';
import { startPracticeServer } from '../fakes/practice-server.ts';
import { fillOwnProject } from './own-project.ts';
import { rowsOf } from './records.ts';
import { Stack } from './stack.ts';

const cells = (page: Page, name: string) => page.getByRole('row', { name }).getByRole('cell');

/** "16 s", "3 min 40 s" as seconds. */
function seconds(text: string): number {
	const of = (unit: string) => Number(new RegExp(`([\\d.]+)\\s${unit}\\b`).exec(text)?.[1] ?? 0);
	return 3600 * of('h') + 60 * of('min') + of('s');
}

test('a trial is imported once and paid once, and its plan comes near to what the run then takes', async () => {
	test.setTimeout(600_000);
	const teacher = await startPracticeServer();
	const stack = await Stack.start();
	try {
		const { context, page } = await stack.browse();
		await stack.open(page);
		await page.goto(`${stack.origin}/start`);
		await fillOwnProject(page, {
			...{ baseUrl: teacher.baseUrl, base: 'Practice student', rows: 240 },
			...{ iterations: 1, newPerIteration: 40 },
			more: { 'New ones for the Cache Pool alone': '16' },
		});
		await page.getByRole('button', { name: /^Try 20 first, about/ }).click();
		await page.getByText('The trial is done').waitFor({ timeout: 300_000 });
		const paid = new Set(teacher.asked);
		await expect(cells(page, 'Test on held-out rows: referee').last()).toContainText('measured on');
		await expect(cells(page, 'Imitation, with training').last()).toContainText(
			/replies measured on \d+ calls, training measured on \d+ rows/,
		);
		await expect(cells(page, 'Discrimination').last()).toContainText('student measured on');
		const planned = {
			calls: Number((await cells(page, 'In all').nth(1).innerText()).replace(',', '')),
			seconds: seconds(await cells(page, 'The whole run').nth(1).innerText()),
		};
		await page.getByRole('button', { name: /^Start/ }).click();
		await page.waitForURL(/\/runs\//);
		await page
			.getByText(/Finished at/)
			.first()
			.waitFor({ timeout: 300_000 });

		expect(await rowsOf<Project>(page, 'projects')).toHaveLength(1);
		const [trial, whole] = (await rowsOf<Run>(page, 'runs')).toSorted(
			(a, b) => a.createdAt - b.createdAt,
		);
		expect([trial?.state.kind, whole?.state.kind]).toEqual(['finished', 'finished']);
		// Testing the endpoint asks nothing: every request is a call of the ledger, each sent once.
		expect(new Set(teacher.asked).size).toBe(teacher.asked.length);
		const calls = await rowsOf<Call>(page, 'calls');
		expect(calls).toHaveLength(teacher.asked.length);
		expect(paid.size).toBe(calls.filter(({ runId }) => runId === trial?.id).length);
		const { fromLedger = 0 } = (await progressOf(page, whole?.id)) ?? {};
		const needed = calls.filter(({ runId }) => runId === whole?.id).length + fromLedger;
		const stages = await rowsOf<StageEntry>(page, 'stages');
		const took = stages
			.filter(({ runId }) => runId === whole?.id)
			.reduce((sum, stage) => sum + stage.seconds, 0);
		console.log({ planned, needed, took });
		expect(planned.calls / needed).toBeGreaterThan(0.8);
		expect(planned.calls / needed).toBeLessThan(1.25);
		// Twenty rows tell little of speed, and other work shares these cores: within a factor of three.
		expect(planned.seconds / took).toBeGreaterThan(1 / 3);
		expect(planned.seconds / took).toBeLessThan(3);
		await context.close();
		expect(stack.faults).toEqual([]);
	} finally {
		await stack.stop();
		await teacher.stop();
	}
});

async function progressOf(page: Page, run: string | undefined) {
	const rows = await rowsOf<{ readonly runId: string; readonly fromLedger: number }>(
		page,
		'progress',
	);
	return rows.find(({ runId }) => runId === run);
}
