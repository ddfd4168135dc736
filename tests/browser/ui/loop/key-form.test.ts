import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../../src/ui/base.css';
import { keySlotOf } from '../../../../src/core/teacher.ts';
import Loop from '../../../../src/ui/pages/loop/Loop.svelte';
import { give, type World } from '../../../../src/ui/world.ts';
import { progressRow } from '../../../fakes/loop-scene.ts';
import { LoopWorld } from '../../../fakes/loop-world.ts';
import { memoryKeys } from '../../../fakes/memory-keys.ts';
import { plainTeacher } from '../../../fakes/memory-teachers.ts';
import { projectRow, RUN } from '../../../fakes/rows.ts';

/** A run that waits for its teacher's key. */
function waiting(teacher = plainTeacher()): LoopWorld {
	const state = {
		kind: 'paused',
		by: 'trouble',
		code: 'teacher/key-missing',
		because: 'expected a key, got none.',
		at: 1_000_000,
	} as const;
	const world = new LoopWorld({ state });
	world.progress.set(progressRow());
	world.project.set(projectRow(undefined, { kind: 'own', teacher }));
	return world;
}

async function open(world: LoopWorld) {
	give(world as unknown as World);
	await render(Loop, { run: RUN, onfork: () => undefined });
}

const button = (name: string) => page.getByRole('button', { name, exact: true });

test('a missing key is asked for in place, given to the engine, and the run goes on', async () => {
	const world = waiting();
	await open(world);
	await page.getByLabelText('Key of the teacher').fill(' sk-secret ');
	await button('Give key and go on').click();
	await expect.element(page.getByLabelText('Key of the teacher')).not.toBeInTheDocument();
	expect(world.told).toEqual(['key https://api.acme.example sk-secret', 'start run1']);
});

test('stored keys are unlocked in place; a wrong passphrase is named', async () => {
	const before = memoryKeys();
	await before.give(keySlotOf(plainTeacher()), 'sk-stored');
	await before.open('correct horse battery');
	await before.keep(keySlotOf(plainTeacher()));
	const world = waiting();
	world.keys = memoryKeys(world.told, before.text);
	await open(world);
	await page.getByLabelText('Passphrase of the stored keys').fill('wrong horse battery');
	await button('Unlock and go on').click();
	await expect.element(page.getByText(/This is not the passphrase/)).toBeVisible();
	expect(world.told).toEqual([]);
	await page.getByLabelText('Passphrase of the stored keys').fill('correct horse battery');
	await button('Unlock and go on').click();
	await expect
		.poll(() => world.told)
		.toEqual(['key https://api.acme.example sk-stored', 'start run1']);
});

test('a run with teachers of several addresses asks for each key that is missing', async () => {
	const referee = plainTeacher({ name: 'Judge', baseUrl: 'https://judge.example/v1' });
	const local = plainTeacher({ provider: 'ollama', baseUrl: 'http://localhost:11434/v1' });
	const teacher = plainTeacher({ name: 'Acme', roles: { referee, generator: local } });
	const world = waiting(teacher);
	await open(world);
	await page.getByLabelText('Key of Acme').fill('sk-a');
	await page.getByLabelText('Key of Judge').fill('sk-j');
	await button('Give keys and go on').click();
	await expect
		.poll(() => world.told)
		.toEqual(['key https://api.acme.example sk-a', 'key https://judge.example sk-j', 'start run1']);
});
