/** The page that puts a student's score beside its speed. */
import { afterEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import type { MeasurableEngine } from '../../../../src/app/measure-device.ts';
import Card from '../../../../src/ui/pages/card/Card.svelte';
import { give } from '../../../../src/ui/world.ts';
import { scoreRow } from '../../../fakes/loop-scene.ts';
import { PacedStudentEngine, type TestClock } from '../../../fakes/paced-student.ts';
import { RUN, studentRow } from '../../../fakes/rows.ts';
import { FILES, StudentWorld } from '../../../fakes/student-world.ts';
import { violations } from '../shell/axe.ts';

const clock: TestClock = { ms: 0 };
/** 20 ms an answer. */
const WASM: MeasurableEngine = {
	...{ id: 'transformers-wasm', device: 'wasm', batches: [1] },
	open: () => new PacedStudentEngine('transformers.js', 20, clock),
};
const screens: { unmount(): unknown }[] = [];
afterEach(async () => {
	vi.restoreAllMocks();
	for (const screen of screens.splice(0)) await screen.unmount();
});

function worldWithStudents(): StudentWorld {
	const world = new StudentWorld();
	world.measurable = [WASM];
	world.now = () => clock.ms;
	const source = { kind: 'stored', folder: 's0' } as const;
	world.students.set([studentRow(-1), studentRow(0, { files: FILES, source })]);
	world.scoresOf(RUN).set([scoreRow(-1, 46.2), scoreRow(0, 57.4)]);
	return world;
}

async function open(world: StudentWorld, student: string | null) {
	await page.viewport(1280, 900);
	give(world.asWorld());
	screens.push(await render(Card, { student }));
}
const finding = () => page.getByRole('heading', { level: 1 });
const region = (name: string) => page.getByRole('region', { name });

test('score and speed stand side by side, measured there and then, each with interval, n and date', async () => {
	const world = worldWithStudents();
	await open(world, studentRow(-1).id);
	await expect
		.element(finding())
		.toHaveTextContent('base reaches 46.2 % of its teacher. Its speed here is not measured.');
	const score = region('Against its teacher');
	for (const words of ['46.2 %', '95 %', 'both orders', 'practice teacher'])
		await expect.element(score).toHaveTextContent(words);
	const needs = region('What it needs');
	for (const words of ['4.9 MB', 'unknown', 'has not been measured'])
		await expect.element(needs).toHaveTextContent(words);

	await page.getByRole('button', { name: 'Measure 1 case' }).click();
	await expect
		.element(finding())
		.toHaveTextContent('and answers 3,000 instructions a minute here.');
	const row = needs.getByRole('row').nth(1);
	await expect.element(row).toHaveTextContent(/one by one3,000 3,000–3,000/);
	await expect.element(row).toHaveTextContent(/96$/);
	await expect.element(region('The students of this run')).toHaveTextContent('not measured');
	expect(await violations()).toEqual([]);
});

test('a student that was neither scored nor measured says so, and where that is done', async () => {
	const world = worldWithStudents();
	await open(world, 'shipped/practice-student');
	await expect
		.element(finding())
		.toHaveTextContent('Practice student is neither scored nor measured here yet.');
	await expect.element(region('Against its teacher')).toHaveTextContent('belongs to no run');
	expect(await violations()).toEqual([]);
});

test('a student that isn’t there is said not to be there', async () => {
	await open(worldWithStudents(), 'somebody-else');
	await expect.element(finding()).toHaveTextContent('There is no such student in this browser.');
	await expect.element(page.getByRole('link', { name: 'Students' })).toBeVisible();
});

test('the card goes out as Markdown and as JSON', async () => {
	await open(worldWithStudents(), studentRow(0).id);
	const saved = vi.spyOn(URL, 'createObjectURL');
	const clicked = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue();
	await page.getByRole('button', { name: 'Save as Markdown' }).click();
	await page.getByRole('button', { name: 'Save as JSON' }).click();
	const names = clicked.mock.contexts.map((link) => (link as HTMLAnchorElement).download);
	expect(names).toEqual([
		expect.stringMatching(/^card-.*student-0\.md$/),
		expect.stringMatching(/^card-.*student-0\.json$/),
	]);
	const [markdown, json] = await Promise.all(
		saved.mock.calls.map(([blob]) => (blob as Blob).text()),
	);
	expect(markdown).toContain('**57.4 %** of the points of practice teacher');
	expect(JSON.parse(json ?? '')).toMatchObject({
		format: 'retort-student-card',
		score: { relative: { value: 57.4 } },
	});
});
