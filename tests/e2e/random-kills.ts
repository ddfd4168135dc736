/** A run carried through while the browser is killed at random moments, or left in peace to compare with. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, Page } from '@playwright/test';
import type { Call } from '../../src/core/call.ts';
import { NO_FAULTS } from '../../src/core/practice/teacher.ts';
import type { Random } from '../../src/core/random.ts';
import { startPracticeServer } from '../fakes/practice-server.ts';
import { damageDatabases } from './damage.ts';
import { type Absence, countKills, type KillCount, poolsOf } from './kill-count.ts';
import { startOwnProject } from './own-project.ts';
import { rowsOf } from './records.ts';
import { killBrowser, Stack } from './stack.ts';

export type RunToKill = {
	readonly rows: number;
	readonly iterations: number;
	readonly newPerIteration: number;
	/** Least and most milliseconds until the teacher replies. */
	readonly latencyMs: readonly [least: number, most: number];
	/** Of the recipe: another one is another run, with calls of its own. */
	readonly seed: number;
};
export type KilledRun = KillCount & {
	/** See `poolsOf`. */
	readonly pools: string;
};

const LANES = 8;
/** The longest that a browser lives, in ms. */
const LONGEST_LIFE_MS = 6000;
const LONGEST_SILENCE_MS = 15_000;
const LOOK_EVERY_MS = 50;
const PATIENCE_MS = 600_000;

type Kills = {
	/** At most. */
	readonly kills: number;
	readonly random: Random;
	/** Whether the browser finds its databases damaged after each kill, and deletes them. */
	readonly isDamaging?: boolean;
};

/** Carries the run to its end on a profile of its own, in which the browser is killed. */
export async function runKilled(
	run: RunToKill,
	{ kills, random, isDamaging = false }: Kills,
): Promise<KilledRun> {
	const teacher = await startPracticeServer({
		faults: { ...NO_FAULTS, latencyMs: run.latencyMs },
	});
	const stack = await Stack.start();
	try {
		let { context, page } = await start(stack, run, teacher.baseUrl);
		const address = page.url();
		const absences: Absence[] = [];
		while (absences.length < kills && !(await isFinished(page, random() * LONGEST_LIFE_MS))) {
			const from = await killBrowser(context);
			if (isDamaging) damageDatabases(stack.profile);
			const before = teacher.calls.length;
			const to = Date.now();
			({ context, page } = await comeBack(stack, address));
			if (isDamaging) await page.getByText('Your data is back').waitFor();
			absences.push({ from, to, answered: await answeredIn(page) });
			await goOn(page);
			await untilAsking(() => teacher.calls.length > before);
		}
		if (!(await isFinished(page, PATIENCE_MS))) throw new Error('the run didn’t finish');
		const [row] = await rowsOf<{ id: string; projectId: string }>(page, 'runs');
		if (row === undefined) throw new Error('there is no run');
		return {
			...(await countKills(page, teacher, absences)),
			pools: await poolsOf(page, row.id, row.projectId),
		};
	} finally {
		await stack.stop();
		await teacher.stop();
	}
}

type Browser = { context: BrowserContext; page: Page };

async function start(stack: Stack, run: RunToKill, baseUrl: string): Promise<Browser> {
	const { context, page } = await stack.browse();
	await stack.open(page);
	await page.goto(`${stack.origin}/start`);
	await startOwnProject(page, {
		baseUrl,
		base: 'Practice student',
		rows: run.rows,
		iterations: run.iterations,
		newPerIteration: run.newPerIteration,
		more: {
			Seed: String(run.seed),
			'Asked at once': String(LANES),
			'New ones for the Cache Pool alone': '8',
		},
	});
	return { context, page };
}

/** A new browser at the run, which waits for the key. */
async function comeBack(stack: Stack, address: string): Promise<Browser> {
	const { context, page } = await stack.browse();
	await page.goto(address);
	await keyField(page)
		.or(finished(page))
		.first()
		.waitFor()
		.catch(async (thrown: unknown) => {
			const says = await page.locator('body').innerText();
			throw new Error(`the run is not gone on with; the page says: ${says.slice(0, 600)}`, {
				cause: thrown,
			});
		});
	return { context, page };
}

/** Gives the run its key, with which it goes on. */
async function goOn(page: Page): Promise<void> {
	const field = keyField(page);
	if (!(await field.isVisible())) return;
	await field.fill('sk-test');
	await page
		.getByRole('button', { name: /key|go on/i })
		.first()
		.click();
}

const keyField = (page: Page) => page.getByLabel('Key of the teacher');

async function answeredIn(page: Page): Promise<ReadonlySet<string>> {
	const calls = await rowsOf<Call>(page, 'calls');
	return new Set(calls.flatMap(({ key, state }) => (state === 'answered' ? [key] : [])));
}

/** A life counts from the first call: killed before it is at work again, a run has nothing to lose. Training asks none. */
async function untilAsking(hasAsked: () => boolean): Promise<void> {
	for (let waited = 0; waited < LONGEST_SILENCE_MS && !hasAsked(); waited += LOOK_EVERY_MS)
		await sleep(LOOK_EVERY_MS);
}

const finished = (page: Page) => page.getByText(/Finished at/).first();

async function isFinished(page: Page, withinMs: number): Promise<boolean> {
	const end = finished(page).waitFor({ timeout: Math.max(1, withinMs) });
	return end.then(
		() => true,
		() => false,
	);
}
