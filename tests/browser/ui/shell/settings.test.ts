import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { cleanup, render } from 'vitest-browser-svelte';
import '../../../../src/ui/base.css';
import { AppError } from '../../../../src/core/error.ts';
import type { ShelvedModel } from '../../../../src/core/models/model-note.ts';
import type { ProjectId } from '../../../../src/core/id.ts';
import SettingsPage from '../../../../src/ui/pages/settings/SettingsPage.svelte';
import { preferences } from '../../../../src/ui/state/preferences.svelte.ts';
import { give } from '../../../../src/ui/world.ts';
import { memoryKeys } from '../../../fakes/memory-keys.ts';
import { ACME as SAVED, plainTeacher } from '../../../fakes/memory-teachers.ts';
import { projectRow, studentRow } from '../../../fakes/rows.ts';
import { LINK, REFUSED, ShellWorld } from '../../../fakes/shell-world.ts';
import { violations } from './axe.ts';

const OWN = 'own1' as ProjectId;
const testButton = () =>
	page.getByRole('region', { name: 'Teachers' }).getByRole('button', { name: 'Test', exact: true });
const ACME = plainTeacher({ prices: SAVED.prices });

async function open(change: (world: ShellWorld) => void = () => undefined) {
	const world = new ShellWorld();
	world.link = LINK;
	world.projects.set([
		projectRow(undefined, { name: 'Practice run 1' }),
		projectRow(OWN, { name: 'Support', kind: 'own', teacher: ACME }),
	]);
	change(world);
	give(world.asWorld());
	await render(SettingsPage);
	return world;
}

test('a teacher’s key goes to the engine’s memory and leaves the page', async () => {
	const world = await open();
	await expect.element(page.getByText(/No key in this tab/)).toBeVisible();
	const field = page.getByLabelText('Key', { exact: true });
	await expect.element(field).toHaveAttribute('type', 'password');
	await field.fill(' sk-secret ');
	await page.getByRole('button', { name: 'Save teacher' }).click();
	await expect.element(page.getByText(/A key is in this tab’s memory/)).toBeVisible();
	expect(world.handed.at(-1)).toMatch(/^key \S+ https:\/\/api\.acme\.example sk-secret$/);
	await expect.element(field).toHaveValue('');
	expect([...world.settings.values()].join()).not.toContain('sk-secret');
	expect(world.keys.text.live.value).toBeUndefined();
});

test('limits and prices are saved for the project that asks the teacher; a wrong address saves nothing', async () => {
	const world = await open();
	await page.getByLabelText('Requests a minute').fill('500');
	await page.getByLabelText('Base URL').fill('http://api.acme.example/v1');
	await page.getByRole('button', { name: 'Save teacher' }).click();
	await expect.element(page.getByLabelText('Base URL')).toHaveAttribute('aria-invalid', 'true');
	expect(world.told).toEqual([]);
	await page.getByLabelText('Base URL').fill('https://api.acme.example/v2');
	await page.getByRole('button', { name: 'Save teacher' }).click();
	await expect.element(page.getByText('Saved')).toBeVisible();
	expect(world.told).toEqual(['teacher of own1: acme-large']);
	expect(world.teachers.all.value).toMatchObject([
		{ name: 'api.acme.example', requestsPerMinute: 500, baseUrl: 'https://api.acme.example/v2' },
	]);
});

test('another model is taken over by projects only when that is asked', async () => {
	const world = await open();
	await page.getByLabelText('Model', { exact: true }).fill('acme-small');
	await page.getByRole('button', { name: 'Save teacher' }).click();
	await expect.poll(() => world.told).toEqual(['teacher of own1: acme-large']);
	expect(world.teachers.all.value).toMatchObject([{ model: 'acme-small' }]);
	world.told.length = 0;
	await page.getByLabelText('Model', { exact: true }).fill('acme-tiny');
	await page.getByLabelText(/1 project that asks it goes on with acme-tiny too/).click();
	await page.getByRole('button', { name: 'Save teacher' }).click();
	await expect.poll(() => world.told).toEqual(['teacher of own1: acme-tiny']);
});

test('a second teacher is added from a preset, which says what it needs here', async () => {
	const world = await open((it) => {
		it.teachers.all.set([SAVED]);
	});
	await page.getByRole('button', { name: 'Add a teacher' }).click();
	await page.getByLabelText('Provider').selectOptions('Ollama');
	await expect.element(page.getByText(/OLLAMA_ORIGINS=http.* ollama serve/)).toBeVisible();
	await expect.element(page.getByLabelText('Base URL')).toHaveValue('http://localhost:11434/v1');
	await page.getByLabelText('Model', { exact: true }).fill('llama');
	await page.getByRole('button', { name: 'Save teacher' }).click();
	await expect.element(page.getByText(/llama · localhost:11434/)).toBeVisible();
	expect(world.teachers.all.value.map(({ name }) => name)).toEqual(['Acme', 'Ollama']);
});

test('a teacher is deleted only after saying which projects ask it; they keep it', async () => {
	const world = await open((it) => {
		it.teachers.all.set([SAVED]);
		it.projects.set([
			projectRow(OWN, { name: 'Support', kind: 'own', teacher: { ...ACME, id: SAVED.id } }),
		]);
	});
	await page.getByRole('button', { name: 'Delete', exact: true }).click();
	const dialog = page.getByRole('dialog');
	await expect.element(dialog).toHaveTextContent(/Support asks it\..*keeps its address and model/);
	await dialog.getByRole('button', { name: 'Delete' }).click();
	await expect.element(page.getByText('of a project only')).toBeVisible();
	expect(world.teachers.all.value).toEqual([]);
	expect(world.handed).toEqual(['forget key acme https://api.acme.example']);
	expect(world.told).toEqual([]);
});

test('a test says what each step found and what to do, and its limits can be taken', async () => {
	const world = await open((it) => {
		it.findings = [
			{ step: 'reachable', verdict: 'ok', found: 'Answers in 0.20 s.' },
			{ step: 'key', verdict: 'failed', found: 'It said 401.', remedy: 'Paste a valid key.' },
			{ step: 'limits', verdict: 'ok', found: '60 a minute.', limits: { requestsPerMinute: 60 } },
		];
	});
	await expect.element(page.getByText(/two short questions, \$0\.00009 at most/)).toBeVisible();
	await page.getByLabelText('Key', { exact: true }).fill('sk-new');
	await testButton().click();
	await expect.element(page.getByText('Stopped at: key')).toBeVisible();
	await expect.element(page.getByText('Paste a valid key.')).toBeVisible();
	await page.getByRole('button', { name: 'Use these' }).click();
	await expect.element(page.getByLabelText('Requests a minute')).toHaveValue('60');
	expect(world.tested).toEqual(['sk-new']);
});

test('a test can be stopped', async () => {
	const world = new ShellWorld();
	world.projects.set([projectRow(OWN, { name: 'Support', kind: 'own', teacher: ACME })]);
	give({
		...world.asWorld(),
		testTeacher: (_teacher, _key, _hear, signal) =>
			new Promise((_, reject) => {
				signal.addEventListener('abort', () => {
					reject(signal.reason as Error);
				});
			}),
	});
	await render(SettingsPage);
	await testButton().click();
	await page.getByRole('button', { name: 'Stop the test' }).click();
	await expect.element(page.getByText('Stopped by you')).toBeVisible();
});

test('a key is stored only when asked, encrypted, and opened once after a reload', async () => {
	const world = await open();
	await page.getByLabelText('Key', { exact: true }).fill('sk-secret');
	await page.getByLabelText(/Store it in this browser/).click();
	await page.getByLabelText('New passphrase').fill('short');
	await page.getByRole('button', { name: 'Save teacher' }).click();
	await expect.element(page.getByRole('alert')).toHaveTextContent('fewer than 8 characters');
	await page.getByLabelText('New passphrase').fill('correct horse battery');
	await page.getByRole('button', { name: 'Save teacher' }).click();
	await expect.element(page.getByText('1 key stored in this browser, open')).toBeVisible();
	expect(world.keys.text.live.value).not.toContain('sk-secret');

	cleanup();
	const reloaded = await open((it) => {
		it.keys = memoryKeys(it.handed, world.keys.text);
		it.teachers.all.set(world.teachers.all.value);
	});
	await expect.element(page.getByText('1 key stored in this browser, locked')).toBeVisible();
	await page.getByLabelText('Passphrase', { exact: true }).fill('wrong horse battery');
	await page.getByRole('button', { name: 'Unlock' }).click();
	await expect.element(page.getByRole('alert')).toHaveTextContent('not the passphrase');
	expect(reloaded.handed).toEqual([]);
	await page.getByLabelText('Passphrase', { exact: true }).fill('correct horse battery');
	await page.getByRole('button', { name: 'Unlock' }).click();
	await expect.element(page.getByText('1 key stored in this browser, open')).toBeVisible();
	expect(reloaded.handed).toHaveLength(1);
	await page.getByRole('button', { name: 'Forget them' }).click();
	await page.getByRole('button', { name: /^Forget 1 key/ }).click();
	await expect.element(page.getByText('The stored keys are deleted.')).toBeVisible();
	expect(world.keys.text.live.value).toBeUndefined();
});

test('unlinking forgets the trainer; revoking asks first and tells the trainer', async () => {
	const world = await open();
	await page.getByRole('button', { name: 'Revoke token' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
	await expect.poll(() => world.told).toEqual(['revoke http://127.0.0.1:4748', 'unlink']);
	await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
	expect(world.link).toBeUndefined();
});

test('a linked trainer that refuses the link can be linked anew below, or tried again', async () => {
	const world = await open((it) => (it.trainerAway = REFUSED));
	await expect.element(page.getByText('refuses the link', { exact: true })).toBeVisible();
	await expect
		.element(page.getByRole('alert'))
		.toHaveTextContent(/Open the address that npm start printed again, .* or link it anew below/);
	expect(document.body.textContent).not.toContain('does not answer');
	await expect.element(page.getByRole('row', { name: /trainer.*stays here/ })).toBeVisible();
	world.trainerAway = undefined;
	await page.getByLabelText('Address').fill(LINK.url);
	await page.getByLabelText('Token', { exact: true }).fill('new-token');
	await page.getByRole('button', { name: 'Link', exact: true }).click();
	await expect.element(page.getByText('answers', { exact: true })).toBeVisible();
	expect(world.link).toMatchObject({ url: LINK.url, token: 'new-token' });
});

test('a trainer that does not answer is not linked by hand', async () => {
	const world = await open((it) => {
		it.link = undefined;
		it.trainerAway = new Error('The token was refused.');
	});
	await page.getByLabelText('Address').fill('http://127.0.0.1:4748');
	await page.getByLabelText('Token', { exact: true }).fill('wrong');
	await page.getByRole('button', { name: 'Link', exact: true }).click();
	await expect.element(page.getByRole('alert')).toHaveTextContent('The token was refused.');
	expect(world.link).toBeUndefined();
});

test('an address that is neither here nor https is refused before it is asked', async () => {
	await open((it) => (it.link = undefined));
	await page.getByLabelText('Address').fill('http://gpu.example:4748');
	await page.getByLabelText('Token', { exact: true }).fill('t');
	await page.getByRole('button', { name: 'Link', exact: true }).click();
	await expect.element(page.getByText(/neither on this machine nor https/)).toBeVisible();
});

test('stored weights are named by their student and deleted after asking', async () => {
	const world = await open((it) => {
		it.students.set([studentRow(0, { source: { kind: 'stored', folder: 's0' } })]);
		it.folders = [{ folder: 's0', bytes: 3_800_000 }];
	});
	const remove = page.getByRole('button', { name: 'Delete student-0 of Practice run 1' });
	await remove.click();
	await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
	await expect.element(remove).not.toBeInTheDocument();
	expect(world.told).toContain('delete s0');
});

test('a project is deleted only after asking', async () => {
	const world = await open();
	await page.getByRole('button', { name: 'Delete Support' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Keep it' }).click();
	expect(world.told).not.toContain('delete own1');
	await page.getByRole('button', { name: 'Delete Support' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
	await expect.poll(() => world.told).toContain('delete own1');
});

test('a project that can’t be deleted says why, and stays', async () => {
	const world = await open();
	world.refusal = new AppError('run/held-elsewhere', 'Another tab carries it out.');
	await page.getByRole('button', { name: 'Delete Support' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
	await expect.element(page.getByRole('alert')).toHaveTextContent('Another tab carries it out.');
	await expect.element(page.getByRole('button', { name: 'Delete Support' })).toBeInTheDocument();
});

test('a project is exported as one file, with weights if asked', async () => {
	const world = await open();
	await page.getByRole('switch', { name: /students’ weights/ }).click();
	await page.getByRole('button', { name: 'Export' }).click();
	await expect.poll(() => world.told).toContain('export project1 with weights');
	await expect.element(page.getByText(/handed to the browser/)).toBeVisible();
});

test('theme and single letters are kept', async () => {
	const world = await open();
	await page.getByText('Dark', { exact: true }).click();
	await page.getByRole('switch', { name: 'Single letters act outside fields' }).click();
	await expect
		.poll(() => Object.fromEntries(world.settings))
		.toEqual({ theme: 'dark', 'single-letters': 'off' });
	await preferences.read({ get: () => Promise.resolve(undefined), set: () => Promise.resolve() });
});

test('themes are chosen by arrow keys', async () => {
	await open();
	page.getByRole('radio', { name: 'As the system' }).element().focus();
	await userEvent.keyboard('{ArrowRight}');
	await expect.poll(() => preferences.theme).toBe('light');
	await preferences.read({ get: () => Promise.resolve(undefined), set: () => Promise.resolve() });
});

test('what leaves names the teacher and says what stays', async () => {
	await open();
	await expect
		.element(page.getByRole('row', { name: /acme-large.*its key, instructions.*leaves/ }))
		.toBeVisible();
	await expect.element(page.getByRole('row', { name: /trainer.*stays here/ })).toBeVisible();
});

test('axe finds nothing', async () => {
	await open();
	await expect.element(page.getByText('answers', { exact: true })).toBeVisible();
	expect(await violations()).toEqual([]);
});

test('a mirror for models is checked before it is kept, said among what leaves, and taken away again', async () => {
	const world = await open();
	const field = page.getByLabelText('Hub', { exact: true });
	await expect.element(field).toHaveValue('https://hub.example');
	await field.fill('http://mirror.example');
	await page.getByRole('button', { name: 'Save Hub' }).click();
	await expect.element(field).toHaveAttribute('aria-invalid', 'true');
	expect(world.settings.get('models-hub')).toBeUndefined();
	await field.fill('https://mirror.example/');
	await page.getByRole('button', { name: 'Save Hub' }).click();
	await expect.element(page.getByText('A mirror.')).toBeVisible();
	expect(world.settings.get('models-hub')).toBe('https://mirror.example');
	const leaves = page.getByRole('region', { name: 'What leaves this machine' });
	await expect.element(leaves).toHaveTextContent('models, https://mirror.example');
	await page.getByRole('button', { name: 'Use the usual address of Hub' }).click();
	await expect.element(field).toHaveValue('https://hub.example');
});

test('models from elsewhere stand in the storage by their name, unfinished ones too, and are deleted as what they are', async () => {
	const model: ShelvedModel = {
		schema: 1,
		folder: 'models/a/b/q8',
		name: 'Small one',
		format: 'onnx',
		dtype: 'q8',
		origin: { kind: 'folder' },
		...{ publishedId: null, licence: null, contextTokens: null },
		...{ wanted: [], files: null, addedAt: 1, haveBytes: 5e6 },
	};
	const world = await open((it) => {
		it.models.here = [model];
	});
	const row = page.getByRole('row', { name: /Small one/ });
	await expect.element(row).toHaveTextContent('model from elsewhere');
	await expect.element(row).toHaveTextContent(/5\.0\sMB/);
	await page.getByRole('button', { name: 'Delete Small one' }).click();
	await expect.element(page.getByRole('dialog')).toHaveTextContent('isn’t touched');
	await page.getByRole('button', { name: 'Delete', exact: true }).click();
	await expect.element(row).not.toBeInTheDocument();
	expect(world.models.here).toEqual([]);
});
