/** A teacher that replies with hostile texts, in the built app under its real policy: nothing runs, nothing is loaded. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { plainTeacher } from '../fakes/memory-teachers.ts';
import { PROJECT, projectRow, runRow, studentRow } from '../fakes/rows.ts';
import { TeacherServer } from '../fakes/teacher-server.ts';
import { KINDS } from '../fixtures/hostile/corpus.ts';
import { Stack } from './stack.ts';

/** What the page heard since it was opened. */
type Heard = { readonly violations: string[]; fired: number };
declare global {
	var heard: Heard;
}

let stack: Stack;
let teacher: TeacherServer;
test.beforeAll(async () => {
	stack = await Stack.start({ trainer: false });
	teacher = await TeacherServer.start();
});
test.afterAll(async () => {
	await stack.stop();
	await teacher.stop();
});

/** Stores rows past the app, as an earlier visit would have. */
async function store(page: Page, rows: Readonly<Record<string, object>>): Promise<void> {
	await page.evaluate(
		(all) =>
			new Promise<void>((resolve, reject) => {
				const opening = indexedDB.open('retort');
				opening.onsuccess = () => {
					const writing = opening.result.transaction(Object.keys(all), 'readwrite');
					for (const [table, row] of Object.entries(all)) writing.objectStore(table).put(row);
					writing.oncomplete = () => {
						opening.result.close();
						resolve();
					};
					writing.onerror = () => {
						reject(new Error('can’t store the rows'));
					};
				};
			}),
		rows,
	);
}

/** The Student page, where a teacher of one's own answers beside the student that ships. */
async function openChat(page: Page): Promise<void> {
	await page.addInitScript(() => {
		const here: Heard = { violations: [], fired: 0 };
		Object.assign(globalThis, { heard: here, fired: () => here.fired++ });
		document.addEventListener('securitypolicyviolation', (event) => {
			here.violations.push(`${event.effectiveDirective} ${event.blockedURI}`);
		});
	});
	await page.goto(stack.origin);
	await page.getByRole('heading', { name: 'Watch a distillation' }).waitFor();
	await store(page, {
		projects: projectRow(PROJECT, {
			kind: 'own',
			teacher: plainTeacher({ baseUrl: teacher.baseUrl }),
		}),
		runs: runRow(),
		students: studentRow(0),
	});
	await page.goto(`${stack.origin}/student`);
	await page.getByText('in use').waitFor({ timeout: 120_000 });
	const key = page.getByRole('button', { name: /and go on$|without a key$/ });
	if (await key.isVisible()) await key.click();
}

/** Asks the n-th question and waits until what the teacher says shows these words. */
async function ask(page: Page, question: string, nth: number, words: string): Promise<void> {
	await page.getByRole('textbox', { name: 'Instruction' }).fill(question);
	await page.getByRole('button', { name: 'Ask', exact: true }).click();
	await expect(page.getByRole('article').nth(nth)).toContainText(words);
	await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeDisabled();
}

test('hostile replies and messages of a teacher do nothing, and the chat stays accessible', async () => {
	test.setTimeout(300_000);
	const { page } = await stack.browse();
	await openChat(page);
	const address = page.url();
	for (const [nth, { name, texts }] of KINDS.entries()) {
		const isMessage = nth % 4 === 3;
		const end = `end of ${name}.`;
		const text = `${texts.join('\n\n')}\n\n${end}`;
		teacher.script = () =>
			isMessage ? { kind: 'refuse', status: 400, message: text } : { kind: 'reply', text };
		// Of a long message the provider's adapter keeps the beginning.
		await ask(page, name, nth, isMessage ? '(teacher/bad-request)' : end);
	}
	expect(await page.evaluate(() => heard)).toEqual({ violations: [], fired: 0 });
	expect(stack.faults.filter((fault) => !fault.includes('400 (Bad Request)'))).toEqual([]);
	expect(page.url()).toBe(address);
	for (const width of [1280, 390]) {
		await page.setViewportSize({ width, height: 900 });
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
	}
	const { violations } = await new AxeBuilder({ page })
		.withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
		.analyze();
	expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);

	// The control: what the texts ask for is heard in this very page, and refused.
	await page.evaluate(() => {
		document.body.insertAdjacentHTML(
			'beforeend',
			'<img src="https://out.example/a.png" onerror="fired()"><iframe srcdoc="<script>parent.fired()</script>"></iframe>',
		);
	});
	await expect
		.poll(() => page.evaluate(() => heard.violations.join(' ')))
		.toMatch(/img-src.*script-src|script-src.*img-src/);
	expect(await page.evaluate(() => heard.fired)).toBe(0);
});
