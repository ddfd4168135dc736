/** Models from elsewhere on the Student page, over the real store and a hub on the loopback. */
import { afterAll, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../../src/ui/base.css';
import { OpfsStudentFiles } from '../../../../src/adapters/opfs/student-files.ts';
import { setModelPlace } from '../../../../src/app/model-places.ts';
import { bring } from '../../../../src/app/models/bring.ts';
import Students from '../../../../src/ui/pages/student/Students.svelte';
import { downloads } from '../../../../src/ui/state/downloads.svelte.ts';
import { modelSources } from '../../../../src/ui/state/model-sources.svelte.ts';
import { give } from '../../../../src/ui/world.ts';
import { DEVICE } from '../../../fakes/shell-world.ts';
import { StudentWorld } from '../../../fakes/student-world.ts';
import {
	files,
	forgetModels,
	hub,
	models,
	never,
	PUBLISHED_ID,
	publishedNote,
	startHub,
} from '../../models/hub.ts';
import { violations } from '../shell/axe.ts';

const SHARD = 'params_shard_1.bin';
const button = (name: string | RegExp) =>
	page.getByRole('button', { name, exact: typeof name === 'string' });
const rowOf = (name: RegExp) => page.getByRole('row', { name });

async function open(change: (world: StudentWorld) => void = () => undefined) {
	await page.viewport(1280, 900);
	const world = new StudentWorld();
	world.models = models;
	world.files = files;
	world.projects.set([]);
	world.runs.set([]);
	const places = await startHub();
	change(world);
	give(world.asWorld());
	const { settings } = world.asWorld();
	await setModelPlace(settings, 'hub', places.hub);
	await setModelPlace(settings, 'libraries', places.libraries);
	await modelSources.read(world.asWorld());
	await render(Students, { student: null, run: null, onchoose: () => undefined });
	await expect.element(page.getByText('in use')).toBeVisible();
	return world;
}

/** Of the practice student, as a picker gives them. */
function folderOf(name: string, paths: readonly string[]): Promise<readonly File[]> {
	return Promise.all(
		paths.map(async (path) => {
			const data = await (await fetch(`/models/practice-student/${path}`)).blob();
			const file = new File([data], path.split('/').at(-1) ?? '');
			Object.defineProperty(file, 'webkitRelativePath', { value: `${name}/${path}` });
			return file;
		}),
	);
}

function pick(picked: readonly File[]): void {
	const input = page.getByLabelText('Folder of a model').element() as HTMLInputElement;
	const list = Object.assign([...picked], { item: (place: number) => picked[place] ?? null });
	Object.defineProperty(input, 'files', { value: list, configurable: true });
	input.dispatchEvent(new Event('change', { bubbles: true }));
}

beforeEach(forgetModels);
afterAll(async () => {
	await hub({ do: 'stop' });
	await forgetModels();
});

test('published models are listed with id, licence, size, memory, features and fit, and found by name', async () => {
	await open();
	await expect.element(page.getByText(/of 159 models fit, web-llm 0\.2\.86/)).toBeVisible();
	await page.getByLabelText('Search the published models').fill('smollm2 360m q4f16');
	const row = rowOf(/SmolLM2-360M/);
	for (const words of [
		...[PUBLISHED_ID, '4-bit weights, 16-bit arithmetic', 'Apache-2.0', '394 MB', 'fits'],
		...['4,096 tokens', 'needs shader-f16', 'size unknown'],
	])
		await expect.element(row).toHaveTextContent(words);
	expect(await violations()).toEqual([]);
});

test('on a software adapter nothing published fits, and why is said', async () => {
	await open((world) => {
		world.device = {
			...DEVICE,
			webgpu: DEVICE.webgpu && { ...DEVICE.webgpu, adapter: 'SwiftShader', real: false },
		};
	});
	await expect.element(page.getByText(/^0 of 159 models fit/)).toBeVisible();
	await expect
		.element(page.getByText(/a program on the processor \(SwiftShader\)/).first())
		.toBeVisible();
});

test('of a memory that the browser tells, what takes more than half is tight, and what takes nearly all does not fit', async () => {
	await open((world) => {
		world.device = { ...DEVICE, memoryBytes: 4 * 2 ** 30 };
	});
	const search = page.getByLabelText('Search the published models');
	await search.fill('smollm2 1.7b');
	await expect.element(rowOf(/q4f16_1-MLC/)).toHaveTextContent(/fits\s*needs 1\.9 GB of 4\.3 GB/);
	await expect.element(rowOf(/q4f32_1-MLC/)).toHaveTextContent(/tight\s*needs 2\.8 GB of 4\.3 GB/);
	await search.fill('qwen2.5 7b q4f16_1');
	await expect.element(rowOf(/Qwen2\.5-7B/)).toHaveTextContent(/does not fit\s*needs 5\.4 GB of/);
});

test('a download shows how far it is, is paused, resumed and then here; persistence is asked for once', async () => {
	const world = await open();
	await hub({ do: 'fault', path: SHARD, faults: [{ kind: 'hang', afterBytes: 1_500_000 }] });
	await page.getByLabelText('Search the published models').fill('smollm2 360m q4f16');
	await button(`Download ${PUBLISHED_ID}`).click();
	const name = 'SmolLM2-360M-Instruct-q4f16_1';
	await expect.element(page.getByText(/4\.6\sMB of 6\.1\sMB/)).toBeVisible();
	await button(`Pause ${name}`).click();
	await expect.element(page.getByText(/Resume fetches the rest alone/)).toBeVisible();
	await button(`Resume ${name}`).click();
	await expect.element(button(`Use ${name}`)).toBeVisible();
	expect(world.told.filter((what) => what === 'persist')).toEqual(['persist']);
	const { asked } = await hub({ do: 'tell' });
	expect(asked.filter(({ path }) => path === SHARD).map(({ range }) => range)).toEqual([
		null,
		'bytes=1500000-',
	]);
	await button(`Export ${name} as a folder`).click();
	await expect.poll(() => world.told.at(-1)).toMatch(/^pack stored \d files$/);

	await button(`Delete ${name}`).click();
	await button(`Delete ${name} for good`).click();
	await expect.element(button(`Use ${name}`)).not.toBeInTheDocument();
	expect(await models.list()).toEqual([]);
});

test('a download whose hub goes away says so and keeps what came; with the network back it goes on by itself', async () => {
	await open();
	const broken = { kind: 'status', status: 503 } as const;
	await hub({
		...{ do: 'fault', path: SHARD },
		faults: [{ kind: 'hang', afterBytes: 1_500_000 }, broken, broken, broken],
	});
	await page.getByLabelText('Search the published models').fill('smollm2 360m q4f16');
	await button(`Download ${PUBLISHED_ID}`).click();
	await expect.element(page.getByText(/4\.6\sMB of 6\.1\sMB/)).toBeVisible();
	await hub({ do: 'drop' });
	const alert = page.getByRole('alert');
	await expect
		.element(alert)
		.toHaveTextContent('the connection broke 4 times, at last: status 503');
	await expect.element(alert).toHaveTextContent('What came is kept');
	await expect.element(page.getByText('broken off')).toBeVisible();
	window.dispatchEvent(new Event('online'));
	await expect.element(button('Use SmolLM2-360M-Instruct-q4f16_1')).toBeVisible();
	expect(alert.query()).toBeNull();
	const { asked } = await hub({ do: 'tell' });
	expect(asked.filter(({ path }) => path === SHARD).at(-1)?.range).toBe('bytes=1500000-');
	// Its size was unknown when the download began.
	expect(asked.filter(({ path }) => path.endsWith('.wasm'))).toHaveLength(1);
});

test('a download that waits for its next try says when, and is paused meanwhile', async () => {
	await open();
	const broken = { kind: 'status', status: 503 } as const;
	await hub({ do: 'fault', path: SHARD, faults: [broken, broken, broken, broken] });
	await page.getByLabelText('Search the published models').fill('smollm2 360m q4f16');
	await button(`Download ${PUBLISHED_ID}`).click();
	const name = 'SmolLM2-360M-Instruct-q4f16_1';
	await expect.element(page.getByText(/goes on by itself at \d\d:\d\d:\d\d/)).toBeVisible();
	await expect.element(button(`Resume ${name}`)).toBeVisible();
	expect(await violations()).toEqual([]);
	await button(`Pause ${name}`).click();
	await expect.element(page.getByText(/Resume fetches the rest alone/)).toBeVisible();
	expect(page.getByRole('alert').query()).toBeNull();
	await button(`Resume ${name}`).click();
	await expect.element(button(`Use ${name}`)).toBeVisible();
});

test('a model that another tab has fetched meanwhile is here as it is, and nothing is fetched', async () => {
	const world = (await open()).asWorld();
	const places = await startHub();
	const note = await publishedNote(places);
	await bring({ models }, note, { onBytes: () => undefined, signal: never });
	const before = (await hub({ do: 'tell' })).asked.length;
	await downloads.start(world, note);
	await expect.element(button('Use SmolLM2-360M-Instruct-q4f16_1')).toBeVisible();
	expect((await hub({ do: 'tell' })).asked).toHaveLength(before);
});

test('a mirror that is set after a download broke off is asked when it is resumed', async () => {
	const world = await open();
	const { settings } = world.asWorld();
	// Nobody is there.
	await setModelPlace(settings, 'libraries', 'http://127.0.0.1:1');
	await modelSources.read(world.asWorld());
	await page.getByLabelText('Search the published models').fill('smollm2 360m q4f16');
	await button(`Download ${PUBLISHED_ID}`).click();
	await expect.element(page.getByText('broken off')).toBeVisible();
	await expect.element(page.getByRole('alert')).toHaveTextContent('a mirror too that you set');
	const { address } = await hub({ do: 'tell' });
	await setModelPlace(settings, 'libraries', `${address}/libraries`);
	await button('Resume SmolLM2-360M-Instruct-q4f16_1').click();
	await expect.element(button('Use SmolLM2-360M-Instruct-q4f16_1')).toBeVisible();
	expect(page.getByRole('alert').query()).toBeNull();
});

test('a repository is looked up by its id, and its weights are chosen before they are fetched', async () => {
	await open((world) => {
		world.device = { ...DEVICE, webgpu: null };
	});
	await page.getByText('Take one from the hub by its id').click();
	await page.getByLabelText('Id', { exact: true }).fill('acme/private');
	await userEvent.keyboard('{Enter}');
	await expect.element(page.getByRole('alert')).toHaveTextContent('doesn’t show acme/private');
	await page.getByLabelText('Id', { exact: true }).fill('retort/practice');
	await button('Look it up').click();
	await expect.element(page.getByLabelText('Weights')).toHaveValue('q8');
	await page.getByLabelText('Weights').selectOptions('fp32');
	await button('Download 4.9 MB').click();
	await expect.element(button('Use practice')).toBeVisible();
	await expect.element(rowOf(/^practice/)).toHaveTextContent('files checked');
	const [model] = await models.list();
	expect(model).toMatchObject({ dtype: 'fp32', contextTokens: 512 });
});

test('where student files can’t be listed, why is said beside what is kept', async () => {
	await open((world) => {
		world.files = Object.assign(new OpfsStudentFiles(), {
			list: () => Promise.reject(new Error('the disk was taken out')),
		});
	});
	const kept = page.getByRole('region', { name: 'Kept on this device' });
	await expect
		.element(kept)
		.toHaveTextContent('Student files can’t be listed: the disk was taken out');
	expect(await violations()).toEqual([]);
});

test('a folder whose tab was killed in mid-copy says so, is counted, and is offered for deletion alone', async () => {
	const folder = 'models/folder/killed';
	await models.begin({
		...{ schema: 1, folder, name: 'killed', format: 'onnx', dtype: 'fp32' },
		...{ origin: { kind: 'folder' }, publishedId: null, licence: null, contextTokens: null },
		...{ wanted: [], files: null, addedAt: 1 },
	});
	await files.write(folder, 'onnx/model.onnx', new Blob([new Uint8Array(2_000_000)]));
	await open();
	await expect.element(rowOf(/killed/)).toHaveTextContent(/2\.0\sMB/);
	await expect.element(page.getByText(/not copied to its end/)).toBeVisible();
	expect(button('Resume killed').query()).toBeNull();
	expect(await violations()).toEqual([]);
	await button('Delete killed').click();
	await button('Delete killed for good').click();
	await expect.element(button('Delete killed')).not.toBeInTheDocument();
	expect(await models.list()).toEqual([]);
});

test('a folder that is copied shows its bytes within a file, and is cancelled', async () => {
	await open();
	const paths = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model.onnx'];
	const all = await folderOf('mine', paths);
	const graph = all.at(-1);
	if (graph === undefined) throw new Error('expected the graph');
	const begin = graph.slice(0, 2_000_000);
	// The rest never comes, as from a disk that was unplugged.
	graph.stream = () => {
		const reader = begin.stream().getReader();
		return new ReadableStream({
			async pull(controller) {
				const { value } = await reader.read();
				if (value === undefined) await new Promise(() => undefined);
				else controller.enqueue(value);
			},
		});
	};
	pick(all);
	await expect
		.element(page.getByText(/is checked and copied: [12]\.\d\sMB of 4\.9\sMB/))
		.toBeVisible();
	await button('Cancel the copy of mine').click();
	await expect.element(page.getByText(/is checked and copied/)).not.toBeInTheDocument();
	expect(page.getByRole('alert').query()).toBeNull();
	expect(await models.list()).toEqual([]);
});

test('a dropped folder is named where it is none, and used at once where it is one', async () => {
	const world = await open();
	const paths = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model.onnx'];
	const all = await folderOf('mine', paths);
	pick(all.slice(1));
	await expect.element(page.getByRole('alert')).toHaveTextContent('expected config.json');
	pick(all);
	await expect
		.poll(() => world.engine.told.at(-1), { timeout: 10_000 })
		.toMatch(/^load stored models\/folder\//);
	expect(downloads.models).toMatchObject([{ name: 'mine', origin: { kind: 'folder' } }]);
	// Nobody knows a digest of them.
	await expect.element(rowOf(/^mine/)).toHaveTextContent('sizes checked');
});
