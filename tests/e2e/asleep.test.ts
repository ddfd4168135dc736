/** A machine that sleeps in the middle of a run: all processes of the browser stand still, then the run goes on and pays nothing twice. */
import { spawnSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { heldOutRun } from '../fakes/held-out-run.ts';
import { RUN } from '../fakes/rows.ts';
import { echo, TeacherServer } from '../fakes/teacher-server.ts';
import { browserPid, Stack } from './stack.ts';

const NAMES = Array.from({ length: 80 }, (_, number) => `task-${number}`);
const SLEPT_MS = 2000;

/** Writes rows past the app, into the database that it has made. */
const putRows = (tables: Readonly<Record<string, readonly object[]>>) =>
	new Promise<void>((resolve, reject) => {
		const opening = indexedDB.open('retort');
		opening.onsuccess = () => {
			const writing = opening.result.transaction(Object.keys(tables), 'readwrite');
			for (const [table, rows] of Object.entries(tables))
				for (const row of rows) writing.objectStore(table).put(row);
			writing.oncomplete = () => {
				opening.result.close();
				resolve();
			};
			writing.onerror = () => {
				reject(new Error(String(writing.error)));
			};
		};
	});

/** Stops every process of the browser for a while, as a machine does that sleeps. */
async function sleepOf(context: BrowserContext): Promise<void> {
	const main = await browserPid(context);
	const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' });
	const pairs = stdout
		.trim()
		.split('\n')
		.map((line) => line.trim().split(/\s+/).map(Number));
	const family = new Set([main]);
	for (let size = 0; size < family.size;) {
		size = family.size;
		for (const [pid = 0, parent = 0] of pairs) if (family.has(parent)) family.add(pid);
	}
	for (const pid of family) process.kill(pid, 'SIGSTOP');
	await wait(SLEPT_MS);
	for (const pid of family) process.kill(pid, 'SIGCONT');
}

async function startRun(page: Page, origin: string, baseUrl: string): Promise<void> {
	await page.goto(origin);
	await page.getByRole('heading', { name: 'Watch a distillation' }).waitFor();
	await page.evaluate(putRows, heldOutRun(NAMES, baseUrl));
	await page.goto(`${origin}/runs/${RUN}`);
	await page.getByRole('button', { name: 'Start', exact: true }).click();
	await page.getByLabel('Key of the teacher').fill('sk-test');
	await page.getByRole('button', { name: 'Give key and go on' }).click();
}

test('a run goes on after the machine slept, and asks each call once', async () => {
	const scored = '{"explanation": "fair", "score_1": 9, "score_2": 4}';
	const teacher = await TeacherServer.start(async (body, nth) => {
		await wait(150);
		return body['response_format'] === undefined
			? echo(body, nth)
			: { kind: 'reply', text: scored };
	});
	const stack = await Stack.start({ trainer: false });
	try {
		const { context, page } = await stack.browse();
		await startRun(page, stack.origin, teacher.baseUrl);
		await expect.poll(() => teacher.answered).toBeGreaterThan(20);
		await sleepOf(context);
		await expect(page.getByText(/^Finished at/).first()).toBeVisible();
		const asked = teacher.asked.map(({ body }) => JSON.stringify(body));
		expect(asked).toHaveLength(3 * NAMES.length);
		expect(new Set(asked).size).toBe(asked.length);
		await context.close();
	} finally {
		await stack.stop();
		await teacher.stop();
	}
});
