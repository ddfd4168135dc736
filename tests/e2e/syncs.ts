/** How often a browser makes the system write to disk, counted from outside by strace. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type BrowserContext, type Page } from '@playwright/test';
import type { Call } from '../../src/core/call.ts';
import { NO_FAULTS } from '../../src/core/practice/teacher.ts';
import { startPracticeServer } from '../fakes/practice-server.ts';
import { startOwnProject } from './own-project.ts';
import { rowsOf } from './records.ts';
import { Stack } from './stack.ts';

export const hasStrace = () => spawnSync('strace', ['-V']).status === 0;

/** Syncs to disk a paid answer, from a run's start until its first job is ordered. */
export async function syncsPerPaidAnswer(): Promise<number> {
	const teacher = await startPracticeServer({ faults: { ...NO_FAULTS, latencyMs: [100, 300] } });
	const stack = await Stack.start();
	try {
		const { context, page } = await stack.browse();
		await stack.open(page);
		await page.goto(`${stack.origin}/start`);
		const tracing = await trace(context, join(stack.folder, 'syncs.txt'));
		await startOwnProject(page, {
			baseUrl: teacher.baseUrl,
			base: 'Practice student',
			rows: 200,
			iterations: 1,
			newPerIteration: 24,
			more: { 'Asked at once': '4' },
		});
		await expect.poll(() => rowsOf(page, 'jobs'), { timeout: 300_000 }).toHaveLength(1);
		const answered = await answeredCalls(page);
		return (await tracing.end()) / answered;
	} finally {
		await stack.stop();
		await teacher.stop();
	}
}

async function answeredCalls(page: Page): Promise<number> {
	const calls = await rowsOf<Call>(page, 'calls');
	return calls.filter(({ state }) => state === 'answered').length;
}

/** Counts from now on, in the browser's own process and those that keep its storage. */
async function trace(context: BrowserContext, file: string) {
	const session = await context.browser()?.newBrowserCDPSession();
	if (session === undefined) throw new Error('the context has no browser');
	const { processInfo } = await session.send('SystemInfo.getProcessInfo');
	const storing = processInfo.filter(({ type }) => type === 'browser' || type === 'utility');
	const strace = spawn('strace', [
		...['-f', '-e', 'trace=fsync,fdatasync', '-o', file],
		...storing.flatMap(({ id }) => ['-p', String(id)]),
	]);
	await once(strace.stderr, 'data');
	return {
		/** How many there were. */
		end: async () => {
			strace.kill('SIGINT');
			await once(strace, 'exit');
			return readFileSync(file, 'utf8')
				.split('\n')
				.filter((line) => /f(data)?sync\(/.test(line)).length;
		},
	};
}
