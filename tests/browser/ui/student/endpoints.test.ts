import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { AppError } from '../../../../src/core/error.ts';
import type { NewStudent } from '../../../../src/core/exam/plan.ts';
import StudentPicks from '../../../../src/ui/pages/exams/StudentPicks.svelte';
import Students from '../../../../src/ui/pages/student/Students.svelte';
import { give } from '../../../../src/ui/world.ts';
import { StudentWorld } from '../../../fakes/student-world.ts';

const KEPT = {
	...{ kind: 'openai', id: 'e1', name: 'big', model: 'big-7b', prices: null },
	...{ baseUrl: 'http://127.0.0.1:8000/v1', concurrency: 8, structuredOutput: true },
};

function worldWith(...kept: readonly object[]): StudentWorld {
	const world = new StudentWorld();
	if (kept.length > 0) world.settings.set('endpoint-students', JSON.stringify(kept));
	return world;
}

async function open(world: StudentWorld, student: string | null = null) {
	await page.viewport(1280, 900);
	give(world.asWorld());
	const chosen: string[] = [];
	await render(Students, { student, run: null, onchoose: (id: string) => chosen.push(id) });
	await expect.element(page.getByText('At endpoints')).toBeVisible();
	return chosen;
}
const button = (name: string) => page.getByRole('button', { name, exact: true });
const finding = () => page.getByRole('heading', { level: 1 });

test('an endpoint that is added is kept without its key, used at once, and said not to be this device', async () => {
	const world = worldWith();
	const chosen = await open(world);
	await button('Add an endpoint').click();
	const form = page.getByRole('form', { name: 'Endpoint' });
	await form.getByLabelText('Base URL').fill('http://127.0.0.1:8000/v1/');
	await form.getByLabelText('Key', { exact: true }).fill('sk-secret');
	await form.getByLabelText('Model', { exact: true }).fill('big-7b');
	await button('Save and use').click();
	await expect
		.element(finding())
		.toHaveTextContent('answers at http://127.0.0.1:8000, not on this device.');
	await expect.element(page.getByText('What you ask goes to http://127.0.0.1:8000.')).toBeVisible();
	const [kept] = JSON.parse(world.settings.get('endpoint-students') ?? '[]') as [typeof KEPT];
	expect(kept).toMatchObject({ name: 'big-7b', model: 'big-7b', baseUrl: KEPT.baseUrl });
	expect(chosen).toEqual([`endpoint/${kept.id}`]);
	expect(world.engine.told).toContain(`load endpoint ${KEPT.baseUrl} big-7b`);
	expect(world.told).toContain(`key ${kept.id} http://127.0.0.1:8000 sk-secret`);
	expect([...world.settings.values(), ...chosen].join()).not.toContain('sk-secret');
});

test('one that the address names is asked for nothing before it is used', async () => {
	const world = worldWith(KEPT);
	await open(world, 'endpoint/e1');
	await expect
		.element(finding())
		.toHaveTextContent('big answers at an endpoint, which was not asked for anything yet.');
	expect(world.engine.told.filter((line) => line.startsWith('load endpoint'))).toEqual([]);
	await page
		.getByRole('region', { name: 'Chat with big' })
		.getByRole('button', { name: 'Use big' })
		.click();
	await expect.element(finding()).toHaveTextContent('big answers at http://127.0.0.1:8000');
});

test('one that is away is named so, and can be asked for again', async () => {
	const world = worldWith(KEPT);
	await open(world, 'endpoint/e1');
	const chat = page.getByRole('region', { name: 'Chat with big' });
	world.engine.refusal = new AppError('student/unreachable', 'Nobody answers there.');
	await chat.getByRole('button', { name: 'Use big' }).click();
	await expect.element(page.getByRole('alert')).toHaveTextContent('student/unreachable');
	await expect.element(finding()).toHaveTextContent('big can’t be asked at its endpoint.');
	await button('Load it again').click();
	await expect.element(finding()).toHaveTextContent('not on this device.');
});

test('one that is deleted goes with its key', async () => {
	const world = worldWith(KEPT);
	await open(world);
	await button('Change big').click();
	await button('Delete').click();
	await expect.element(button('Use big')).not.toBeInTheDocument();
	expect(world.settings.get('endpoint-students')).toBe('[]');
	expect(world.told).toContain('forget key e1 http://127.0.0.1:8000');
});

test('one can be picked for an exam, and is said to be sent every instruction', async () => {
	give(worldWith(KEPT).asWorld());
	let picked: readonly NewStudent[] = [];
	const onpick = (now: readonly NewStudent[]) => (picked = now);
	await render(StudentPicks, { picked: [], onpick });
	const item = page.getByRole('listitem').filter({ hasText: 'big-7b at 127.0.0.1:8000' });
	await expect.element(item).toHaveTextContent('every instruction is sent there');
	await item.getByRole('checkbox').click();
	expect(picked).toMatchObject([
		{ subject: 'endpoint/e1', name: 'big', model: null, source: { kind: 'endpoint', at: KEPT } },
	]);
});
