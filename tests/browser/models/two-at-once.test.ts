/** Two tabs at one model, and tabs that are killed: what isn't whole is never published, and nobody deletes what another writes. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { OpfsModels } from '../../../src/adapters/models/shelf.ts';
import { OpfsStudentFiles } from '../../../src/adapters/opfs/student-files.ts';
import { bring, openFolder, type PickedFile } from '../../../src/app/models/bring.ts';
import type { ModelPlaces } from '../../../src/app/model-places.ts';
import { codeOf } from '../../../src/core/error.ts';
import type { ModelNote } from '../../../src/core/models/model-note.ts';
import { files, forgetModels, hub, models, never, PLAIN_DEVICE, publishedNote, startHub } from './hub.ts';

const SHARD = 'params_shard_1.bin';
const GRAPH = 'onnx/model.onnx';
const ignore = () => undefined;
const failure = (work: Promise<unknown>) => work.then(() => 'none', codeOf);
/** As another tab has it. */
const elsewhere = new OpfsModels(new OpfsStudentFiles());
const publishedSizes = async (folder: string) => {
	const model = (await models.list()).find((one) => one.folder === folder);
	return Promise.all(
		(model?.files ?? []).map(async ({ path, bytes }) => ({
			...{ path, listed: bytes, here: (await models.read(folder, path))?.size },
		})),
	);
};
/** All that is listed is there. */
async function expectWhole(folder: string, count: number): Promise<void> {
	const sizes = await publishedSizes(folder);
	expect(sizes).toHaveLength(count);
	for (const { listed, here } of sizes) expect(here).toBe(listed);
}

let places: ModelPlaces;
beforeEach(async () => {
	await forgetModels();
	places = await startHub();
});
afterAll(async () => {
	await hub({ do: 'stop' });
});

/** Of the practice student; its graph's bytes come when `open` is called. */
async function slowFolder() {
	let open: () => void = ignore;
	const opened = new Promise<void>((resolve) => (open = resolve));
	const paths = ['config.json', 'tokenizer.json', 'tokenizer_config.json', GRAPH];
	const picked = await Promise.all(
		paths.map(async (path) => {
			const data = await (await fetch(`/models/practice-student/${path}`)).blob();
			if (path !== GRAPH) return { path, data };
			const stream = () => {
				const gate = new TransformStream({ start: () => opened });
				return new Blob([data]).stream().pipeThrough(gate);
			};
			return { path, data: Object.assign(new Blob([data]), { stream }) };
		}),
	);
	return { picked, open };
}
const openSlow = (picked: readonly PickedFile[], signal = never, onBytes: (done: number) => void = ignore) =>
	openFolder(
		{ models },
		{ name: 'Mine', id: 'slow', files: picked, dtype: null, device: PLAIN_DEVICE, now: 1 },
		{ onBytes, signal },
	);
/** Once its small files are copied. */
const copying = (picked: readonly PickedFile[], signal = never) =>
	new Promise<{ readonly over: Promise<ModelNote> }>((resolve) => {
		const small = picked.reduce((sum, { path, data }) => sum + (path === GRAPH ? 0 : data.size), 0);
		const over: Promise<ModelNote> = openSlow(picked, signal, (done) => {
			if (done >= small) resolve({ over });
		});
	});

describe('a folder that is being copied', () => {
	test('is neither deleted nor resumed by another tab, and is whole in the end', async () => {
		const { picked, open } = await slowFolder();
		const { over } = await copying(picked);
		const [begun] = await elsewhere.list();
		if (begun === undefined) throw new Error('expected the begun copy');
		expect(begun).toMatchObject({ files: null });
		expect(begun.haveBytes).toBeGreaterThan(100_000);
		expect(await failure(elsewhere.delete(begun.folder))).toBe('models/in-use');
		const resumed = bring({ models: elsewhere }, begun, { onBytes: ignore, signal: never });
		open();
		await over;
		// Whoever waited finds it here.
		expect((await resumed).files).toHaveLength(4);
		await expectWhole(begun.folder, 4);
	});

	test('is gone when that is cancelled', async () => {
		const { picked } = await slowFolder();
		const stop = new AbortController();
		const { over } = await copying(picked, stop.signal);
		stop.abort();
		expect(await failure(over)).toBe('aborted');
		expect(await models.list()).toEqual([]);
	});

	test('whose tab was killed counts as what it takes, is not fetched, and is deleted by hand alone', async () => {
		const folder = 'models/folder/killed';
		await models.begin({
			...{ schema: 1, folder, name: 'Mine', format: 'onnx', dtype: 'fp32' },
			...{ origin: { kind: 'folder' }, publishedId: null, licence: null, contextTokens: null },
			...{ wanted: [], files: null, addedAt: 1 },
		});
		await files.write(folder, GRAPH, new Blob([new Uint8Array(1000)]));
		await files.write(folder, 'config.json', new Blob(['{}']));
		const [begun] = await models.list();
		if (begun === undefined) throw new Error('expected the begun copy');
		expect(begun).toMatchObject({ folder, haveBytes: 1002 });
		const resumed = bring({ models }, begun, { onBytes: ignore, signal: never });
		expect(await failure(resumed)).toBe('models/not-copied');
		expect((await models.list())[0]?.haveBytes).toBe(1002);
		await models.delete(folder);
		expect(await models.list()).toEqual([]);
	});
});

test('a model that is being fetched is not deleted by another tab, and is whole in the end', async () => {
	const note = await publishedNote(places);
	await hub({ do: 'fault', path: SHARD, faults: [{ kind: 'hang', afterBytes: 1_500_000 }] });
	let over: Promise<unknown> = Promise.resolve();
	await new Promise<void>((hung) => {
		const onBytes = (done: number) => {
			if (done > 4_500_000) hung();
		};
		over = bring({ models }, note, { onBytes, signal: never });
	});
	expect(await failure(elsewhere.delete(note.folder))).toBe('models/in-use');
	await hub({ do: 'drop' });
	await over;
	await expectWhole(note.folder, 7);
	await elsewhere.delete(note.folder);
	expect(await models.list()).toEqual([]);
});

test.each([
	['is missing', 4],
	['is shorter than listed', 2],
])('a model of which a file %s is not published', async (_what, bytes) => {
	const note = { ...(await publishedNote(places)), name: 'Torn' };
	await models.begin(note);
	await files.write(note.folder, 'a.json', new Blob(['{}']));
	const path = bytes === 2 ? 'a.json' : 'b.json';
	const listed = [{ path, bytes: bytes + 1, sha256: '0'.repeat(64) }];
	expect(await failure(models.publish({ ...note, files: listed }))).toBe('student/file-missing');
	expect(await models.list()).toMatchObject([{ name: 'Torn', files: null }]);
	expect((await files.list()).map(({ folder }) => folder)).not.toContain(note.folder);
});
