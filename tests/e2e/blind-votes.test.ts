/** A chat of the built app with somebody beside the student: voted on blindly, by keyboard; scored, and added to a pool. */
import { expect, test, type Page } from '@playwright/test';
import { studentIdOf } from '../../src/core/id.ts';
import { projectRow, RUN, runRow, studentRow } from '../fakes/rows.ts';
import { expectAccessible } from './accessible.ts';
import { Stack } from './stack.ts';

let stack: Stack;
test.beforeAll(async () => {
	stack = await Stack.start({ trainer: false });
});
test.afterAll(async () => {
	await stack.stop();
});

const FOLDER = 's0';

/** A run with its base and student-0, whose files are those that ship, copied to where a trainer's come to lie. */
async function writeRun(page: Page): Promise<void> {
	const source = { kind: 'stored', folder: FOLDER } as const;
	const files = await page.evaluate(async (folder) => {
		const at = '/models/practice-student/';
		const manifest = (await (await fetch(`${at}manifest.json`)).json()) as {
			readonly files: { path: string; bytes: number; sha256: string }[];
		};
		const read = manifest.files.filter(({ path }) => !/safetensors$|^mlc\//.test(path));
		const root = await navigator.storage.getDirectory();
		const students = await root.getDirectoryHandle('students', { create: true });
		for (const { path } of read) {
			let directory = await students.getDirectoryHandle(folder, { create: true });
			const parts = path.split('/');
			const name = parts.pop() ?? '';
			for (const part of parts)
				directory = await directory.getDirectoryHandle(part, { create: true });
			const file = await (await directory.getFileHandle(name, { create: true })).createWritable();
			await file.write(await (await fetch(at + path)).blob());
			await file.close();
		}
		return read;
	}, FOLDER);
	const rows = {
		projects: [projectRow()],
		runs: [runRow(RUN, { name: 'Practice run' })],
		students: [studentRow(-1), studentRow(0, { source, files })],
	};
	await page.evaluate(async (given) => {
		const database = await new Promise<IDBDatabase>((resolve, reject) => {
			const opening = indexedDB.open('retort');
			opening.onsuccess = () => {
				resolve(opening.result);
			};
			opening.onerror = () => {
				reject(new Error(opening.error?.message));
			};
		});
		const writing = database.transaction(Object.keys(given), 'readwrite');
		for (const [table, all] of Object.entries(given))
			for (const row of all) writing.objectStore(table).put(row);
		await new Promise((resolve) => (writing.oncomplete = resolve));
		database.close();
	}, rows);
}

test('a blind vote between two checkpoints, by keyboard alone, is there after a reload', async () => {
	test.setTimeout(300_000);
	const { context, page } = await stack.browse();
	await page.goto(`${stack.origin}/student`);
	await page.getByText('on this machine alone').waitFor({ timeout: 120_000 });
	await writeRun(page);
	const id = encodeURIComponent(studentIdOf(RUN, 0));
	await page.goto(`${stack.origin}/student?student=${id}`);
	const openBeside = async () => {
		await page.getByText('student-0 runs in this tab').waitFor({ timeout: 120_000 });
		await page.getByLabel('Beside it').selectOption({ label: 'base' });
		await expect(page.getByText(/of 512 tokens used/)).toHaveCount(2, { timeout: 120_000 });
	};
	await openBeside();
	await page.getByRole('switch', { name: /^Blind/ }).check();

	const field = page.getByRole('textbox', { name: 'Instruction' });
	const log = page.getByRole('log');
	for (const [index, key] of ['1', '3'].entries()) {
		await field.fill('Which is heavier, 900 g or 1.1 kg?');
		await page.keyboard.press('Enter');
		await expect(page.getByRole('group', { name: 'Which reply is better?' })).toBeFocused({
			timeout: 60_000,
		});
		await expect(log.getByRole('article').last()).not.toContainText(/student-0|base/);
		if (index === 0) await expectAccessible(page);
		await page.keyboard.press(key);
		await expect(log).toContainText(index === 0 ? /You chose (student-0|base)\./ : 'a tie');
		await expect(field).toBeFocused();
	}
	// Both told by their engines.
	await expect(log).toContainText(/first after .*read \d+ at [\d,]+\/s/);
	const tally = page.getByRole('region', { name: 'Blind votes' });
	const said = /(1 won, 0 lost|0 won, 1 lost), 1 tie/;
	await expect(tally).toContainText(said);
	const before = await tally.textContent();

	await page.reload();
	await openBeside();
	await expect(tally).toHaveText(before ?? '');
	const coming = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Export JSONL' }).click();
	expect((await coming).suggestedFilename()).toBe('votes-student-0-base.jsonl');
	await page.getByRole('button', { name: 'Undo the last vote' }).click();
	await expect(tally).toContainText(/(1 won, 0 lost|0 won, 1 lost)/);
	await expect(tally).not.toContainText('tie');
	await expectAccessible(page);
	expect(stack.faults).toEqual([]);
	await context.close();
});

test('a turn beside the teacher is scored by the referee, and added to the pool where its link leads', async () => {
	test.setTimeout(300_000);
	const { page } = await stack.browse();
	await page.goto(`${stack.origin}/student`);
	await page.getByText('on this machine alone').waitFor({ timeout: 120_000 });
	await writeRun(page);
	await page.goto(`${stack.origin}/student?student=${encodeURIComponent(studentIdOf(RUN, 0))}`);
	await page.getByText('student-0 runs in this tab').waitFor({ timeout: 120_000 });
	await page.getByRole('textbox', { name: 'Instruction' }).fill('halve 1000');
	await page.keyboard.press('Enter');

	const log = page.getByRole('log');
	await page.getByRole('button', { name: 'Score this pair' }).click({ timeout: 60_000 });
	const scores = page.getByRole('group', { name: 'Scores' });
	await expect(scores).toContainText('teacher 10.0');
	await expect(scores).toBeFocused();
	await page.getByRole('button', { name: 'Add to pool' }).click();
	await expect(log).toContainText('Added to Train Pool and Cache Pool of Project project1');
	await expectAccessible(page);
	await page.getByRole('link', { name: 'See it' }).click();
	const row = page.getByRole('complementary', { name: 'Instruction' });
	await expect(row).toContainText('halve 1000');
	await expect(row).toContainText('added by you from the chat');
	await page.getByRole('button', { name: /^Undo.*1 row added$/ }).click();
	await expect(page.getByText('Undone: 1 row added')).toBeVisible();
	expect(stack.faults).toEqual([]);
});
