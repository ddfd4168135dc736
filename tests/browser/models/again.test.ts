/** Downloads that broke off and are tried again by themselves, though the browser never was offline. */
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { setModelPlace, type ModelPlaces } from '../../../src/app/model-places.ts';
import { codeOf } from '../../../src/core/error.ts';
import { Again } from '../../../src/ui/state/again.svelte.ts';
import { Downloads } from '../../../src/ui/state/downloads.svelte.ts';
import { StudentWorld } from '../../fakes/student-world.ts';
import { forgetModels, hub, models, publishedNote, startHub } from './hub.ts';

const SHARD = 'params_shard_1.bin';
let places: ModelPlaces;
beforeEach(async () => {
	await forgetModels();
	places = await startHub();
});
afterAll(async () => {
	await hub({ do: 'stop' });
});

/** A download of which the hub has refused the last file `times` times; four in a row end a try. */
async function broken(times: number, pausesMs: readonly number[]) {
	const fault = { kind: 'status', status: 503 } as const;
	await hub({ do: 'fault', path: SHARD, faults: Array.from({ length: times }, () => fault) });
	const world = new StudentWorld();
	world.models = models;
	const { settings } = world.asWorld();
	await setModelPlace(settings, 'hub', places.hub);
	await setModelPlace(settings, 'libraries', places.libraries);
	const downloads = new Downloads(new Again(pausesMs));
	const note = await publishedNote(places);
	await downloads.start(world.asWorld(), note);
	return { downloads, folder: note.folder, note, world: world.asWorld() };
}
const askedTimes = async () =>
	(await hub({ do: 'tell' })).asked.filter(({ path }) => path === SHARD).length;

test('goes on by itself after a pause, without a word from the network', async () => {
	const { downloads, folder } = await broken(4, [500]);
	expect(codeOf(downloads.failureOf(folder))).toBe('student/fetch-failed');
	expect(downloads.nextTryOf(folder)).toBeGreaterThan(Date.now() - 500);
	await vi.waitFor(
		async () => {
			expect(await models.list()).toMatchObject([{ folder, files: expect.any(Array) as unknown }]);
		},
		{ timeout: 20_000 },
	);
	expect(downloads.nextTryOf(folder)).toBeUndefined();
	expect(downloads.failureOf(folder)).toBeUndefined();
});

test('is given up after the last pause that brought nothing, until the network is back', async () => {
	const { downloads, folder } = await broken(12, [1, 1]);
	await vi.waitFor(
		() => {
			expect(downloads.nextTryOf(folder)).toBeNull();
		},
		{ timeout: 20_000 },
	);
	expect(await askedTimes()).toBe(12);
	window.dispatchEvent(new Event('online'));
	await vi.waitFor(
		() => {
			expect(downloads.models).toMatchObject([{ folder, files: expect.any(Array) as unknown }]);
		},
		{ timeout: 20_000 },
	);
});

test('is paused while it waits: then neither time nor the network begin it', async () => {
	const { downloads, folder } = await broken(4, [60_000]);
	downloads.pause(folder);
	expect(downloads.nextTryOf(folder)).toBeUndefined();
	expect(downloads.failureOf(folder)).toBeUndefined();
	window.dispatchEvent(new Event('online'));
	expect(downloads.progressOf(folder)).toBeUndefined();
	expect(await askedTimes()).toBe(4);
});

test('waits for a mirror that is out of reach as for a broken connection, and asks the one that is set then', async () => {
	const { downloads, folder, note, world } = await broken(4, [60_000, 60_000]);
	await setModelPlace(world.settings, 'hub', 'http://127.0.0.1:1');
	await downloads.start(world, note);
	expect(codeOf(downloads.failureOf(folder))).toBe('hub/unreachable');
	expect(downloads.nextTryOf(folder)).toBeGreaterThan(Date.now());
	await setModelPlace(world.settings, 'hub', places.hub);
	window.dispatchEvent(new Event('online'));
	await vi.waitFor(
		() => {
			expect(downloads.models).toMatchObject([{ folder, files: expect.any(Array) as unknown }]);
		},
		{ timeout: 20_000 },
	);
});
