import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { IndexedDbPoolEdits } from '../../../../src/adapters/indexeddb/pool-edits.ts';
import { IndexedDbRecordStore } from '../../../../src/adapters/indexeddb/record-store.ts';
import { WorkerPoolMirror } from '../../../../src/adapters/pools/mirror.ts';
import { AppError } from '../../../../src/core/error.ts';
import type { ProjectId } from '../../../../src/core/id.ts';
import type { Instruction } from '../../../../src/core/instruction.ts';
import Students from '../../../../src/ui/pages/student/Students.svelte';
import { give } from '../../../../src/ui/world.ts';
import { MemoryPools } from '../../../fakes/memory-pools.ts';
import { PROJECT, projectRow, seedRow, studentRow } from '../../../fakes/rows.ts';
import { FILES, StudentWorld } from '../../../fakes/student-world.ts';
import { freshDatabase } from '../../adapters/fresh-database.ts';

let world: StudentWorld;
const button = (name: string | RegExp) => page.getByRole('button', { name });
const log = () => page.getByRole('log');
const add = () => button('Add to pool');

const SEEDS = [
	seedRow(0, { instruction: 'Name the capital of Peru.' }),
	seedRow(1, { instruction: 'How far away is the moon?', split: 'heldOut', pool: null }),
];
type Scene = { readonly isShipped?: boolean; readonly change?: (world: StudentWorld) => void };
/** student-0 of a project beside its teacher; or, `isShipped`, the one of no project. */
async function open({ isShipped = false, change }: Scene = {}): Promise<MemoryPools> {
	const rows = SEEDS.map((instruction) => ({ instruction, difficulty: null, judged: null }));
	const pools = new MemoryPools(rows);
	await page.viewport(1280, 900);
	world = new StudentWorld();
	world.pools = { pools: pools.mirror, poolEdits: pools.edits };
	if (!isShipped)
		world.students.set([studentRow(0, { files: FILES, source: { kind: 'stored', folder: 's0' } })]);
	change?.(world);
	give(world.asWorld());
	await render(Students, { student: null, run: null, onchoose: () => undefined });
	await expect.element(page.getByText('in use')).toBeVisible();
	return pools;
}
async function ask(text: string) {
	await page.getByRole('textbox', { name: 'Instruction' }).fill(text);
	await userEvent.keyboard('{Enter}');
	await expect.element(add()).toBeVisible();
}
const inUse = ({ rows }: MemoryPools) =>
	[...rows.values()].filter(({ deletedAt }) => deletedAt === undefined);

describe('a question', () => {
	test('is added to the pools of the student’s project, once, with the way there and back', async () => {
		const pools = await open();
		await ask('halve 1000');
		await add().click();
		await expect.element(log()).toHaveTextContent('Added to Train Pool and Cache Pool of Project');
		expect(inUse(pools).at(-1)).toMatchObject({
			...{ instruction: 'halve 1000', input: '', projectId: PROJECT },
			...{ origin: 'chat', pool: 'both', split: 'pool' },
		});
		expect(add().query()).toBeNull();
		await expect
			.element(page.getByRole('link', { name: 'See it' }))
			.toHaveAttribute('href', '/projects/project1/pools?run=run1&row=project1%2Fseed%2F2');
		await expect.element(page.getByRole('group', { name: 'Added to pool' })).toHaveFocus();
		await button('Undo adding it').click();
		await expect.element(log()).toHaveTextContent('Taken back.');
		expect(inUse(pools)).toHaveLength(SEEDS.length);
		await add().click();
		await expect.element(button('Undo adding it')).toBeVisible();
		expect(inUse(pools)).toHaveLength(SEEDS.length + 1);
	});

	test('that is clicked twice makes one row', async () => {
		const pools = await open();
		await ask('halve 1000');
		const element = add().element() as HTMLElement;
		element.click();
		element.click();
		await expect.element(button('Undo adding it')).toBeVisible();
		expect(inUse(pools)).toHaveLength(SEEDS.length + 1);
	});

	test('that is there already is named, with the way to it; so is one too near to what is scored on', async () => {
		const pools = await open();
		await ask('name the capital of Peru');
		await add().click();
		await expect
			.element(log())
			.toHaveTextContent(
				'Not added: it is there already, as No. 1, “Name the capital of Peru.”, of Project project1. See it',
			);
		await expect
			.element(page.getByRole('link', { name: 'See it' }))
			.toHaveAttribute('href', '/projects/project1/pools?run=run1&row=project1%2Fseed%2F0');
		await button('Clear').click();
		await ask('How far away is the sun?');
		await add().click();
		await expect
			.element(log())
			.toHaveTextContent(/ROUGE-L 0\.83 with No\. 2.* scored on and must not be trained on/);
		expect(inUse(pools)).toEqual(SEEDS);
	});

	test('that can’t be added is told by its code, and can be tried again', async () => {
		const pools = await open();
		pools.refusal = new AppError('pool/run-under-way', 'A run of this project is under way.');
		await ask('halve 1000');
		await add().click();
		await expect
			.element(page.getByRole('alert'))
			.toHaveTextContent(/pool\/run-under-way.*A run of this project is under way\./);
		await add().click();
		await expect.element(button('Undo adding it')).toBeVisible();
		pools.refusal = new AppError('pool/run-under-way', 'It has just begun.');
		await button('Undo adding it').click();
		await expect.element(page.getByRole('alert')).toHaveTextContent('It has just begun.');
		expect(inUse(pools)).toHaveLength(SEEDS.length + 1);
	});

	test('that the student did not answer can be added all the same', async () => {
		await open();
		world.engine.gate = new Promise(() => undefined);
		await page.getByRole('textbox', { name: 'Instruction' }).fill('halve 1000');
		await userEvent.keyboard('{Enter}');
		await expect.element(log()).toHaveTextContent('500');
		await button('Stop').click();
		await add().click();
		await expect.element(button('Undo adding it')).toBeVisible();
		expect(button('Score this pair').query()).toBeNull();
	});

	test('is offered to no pool while a blind vote is open', async () => {
		await open();
		await page.getByRole('switch', { name: /^Blind/ }).click();
		await page.getByRole('textbox', { name: 'Instruction' }).fill('halve 1000');
		await userEvent.keyboard('{Enter}');
		await expect.element(button(/Left is better/)).toBeVisible();
		expect(add().query()).toBeNull();
		await button(/Tie/).click();
		await add().click();
		await expect.element(button('Undo adding it')).toBeVisible();
	});
});

describe('of a student that no project has', () => {
	const other = projectRow('project2' as ProjectId, { name: 'Sums', openedAt: 500 });

	test('a question goes to the project that is chosen, at first the one last opened', async () => {
		const change = (given: StudentWorld) => {
			given.projects.set([projectRow(), other]);
		};
		const pools = await open({ isShipped: true, change });
		await ask('halve 1000');
		const choice = page.getByLabelText('Project to add to');
		await expect.element(choice).toHaveDisplayValue('Project project1');
		await choice.selectOptions('Sums');
		await add().click();
		await expect.element(log()).toHaveTextContent('Cache Pool of Sums');
		expect(inUse(pools).at(-1)?.projectId).toBe('project2');
	});

	test('without any project it is said what to do', async () => {
		const change = (given: StudentWorld) => {
			given.projects.set([]);
			given.runs.set([]);
		};
		const pools = await open({ isShipped: true, change });
		await ask('halve 1000');
		await add().click();
		await expect.element(log()).toHaveTextContent('There is no project to add it to.');
		await expect
			.element(page.getByRole('link', { name: 'Begin one with a file' }))
			.toHaveAttribute('href', '/curate');
		expect(inUse(pools)).toEqual(SEEDS);
	});
});

test('on the real database the row is there, found as a duplicate by another question, and gone when undone', async () => {
	const database = await freshDatabase();
	await new IndexedDbRecordStore(database).put({ instructions: SEEDS });
	const mirror = new WorkerPoolMirror(database);
	let now = 1;
	const edits = new IndexedDbPoolEdits(database, () => now++);
	await open({
		change: (given) => {
			given.pools = { pools: mirror, poolEdits: edits };
		},
	});
	await ask('halve 1000');
	await add().click();
	await expect.element(button('Undo adding it')).toBeVisible();
	const stored = () => database.relaxed.instructions.get('project1/seed/2' as Instruction['id']);
	expect(await stored()).toMatchObject({ instruction: 'halve 1000', origin: 'chat' });
	await ask('Halve 1000!');
	await add().click();
	await expect.element(log()).toHaveTextContent('it is there already, as No. 3, “halve 1000”');
	await button('Undo adding it').click();
	await expect.element(log()).toHaveTextContent('Taken back.');
	expect((await stored())?.deletedAt).toBeGreaterThan(0);
	mirror.close();
});
