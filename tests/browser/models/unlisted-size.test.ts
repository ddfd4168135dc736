/** The program of a published model, whose size no listing has: no byte of it comes twice either. */
import { afterAll, beforeEach, expect, test } from 'vitest';
import { bring } from '../../../src/app/models/bring.ts';
import type { ModelPlaces } from '../../../src/app/model-places.ts';
import { codeOf } from '../../../src/core/error.ts';
import type { Fault } from '../../fakes/hub-server.ts';
import { forgetModels, hub, models, never, published, publishedNote, startHub } from './hub.ts';

let places: ModelPlaces;
const ignore = () => undefined;
const PROGRAM_BYTES = 8;
const HANG: Fault = { kind: 'hang', afterBytes: 4 };

beforeEach(async () => {
	await forgetModels();
	places = await startHub();
});
afterAll(async () => {
	await hub({ do: 'stop' });
});

const faults = async (...of: readonly Fault[]) =>
	hub({ do: 'fault', path: (await published()).library, faults: of });
const ranges = async () =>
	(await hub({ do: 'tell' })).asked
		.filter(({ path }) => path.endsWith('.wasm'))
		.map(({ range }) => range);
/** Fetches all of it; breaks the connection, or pauses, as soon as the half of the program is here. */
async function fetchAll(atHalf: () => void = ignore, signal = never) {
	const onBytes = (done: number) => {
		if (done === PROGRAM_BYTES / 2) atHalf();
	};
	return bring({ models }, await publishedNote(places), { onBytes, signal });
}
const drop = () => void hub({ do: 'drop' });
/** Bytes of the program that is here; its engine could compile it. */
async function programBytes() {
	const [model] = await models.list();
	const program = await models.read(model?.folder ?? '', 'mlc/library.wasm');
	if (program === undefined) throw new Error('expected the program');
	expect(WebAssembly.validate(await program.arrayBuffer())).toBe(true);
	return program.size;
}

test('goes on at the byte where the connection broke, though the server would have packed it', async () => {
	await faults(HANG);
	await fetchAll(drop);
	expect(await ranges()).toEqual(['bytes=0-', 'bytes=4-']);
	expect(await programBytes()).toBe(PROGRAM_BYTES);
});

test('goes on at the byte where it was paused', async () => {
	await faults(HANG);
	const stop = new AbortController();
	const pause = () => {
		stop.abort();
	};
	expect(await fetchAll(pause, stop.signal).then(ignore, codeOf)).toBe('aborted');
	await fetchAll();
	expect(await ranges()).toEqual(['bytes=0-', 'bytes=4-']);
	expect(await programBytes()).toBe(PROGRAM_BYTES);
});

test('is asked for nothing more where it was whole already when its download was paused', async () => {
	await hub({ do: 'fault', path: 'tokenizer.json', faults: [{ kind: 'status', status: 401 }] });
	expect(await fetchAll().then(ignore, codeOf)).toBe('student/fetch-refused');
	await fetchAll();
	// The second is answered with 416: there is no more.
	expect(await ranges()).toEqual(['bytes=0-', 'bytes=8-']);
	expect(await programBytes()).toBe(PROGRAM_BYTES);
});

test('is read anew where it is of another length after the break: halves of two are no program', async () => {
	await faults(HANG, { kind: 'longer' }, { kind: 'longer' });
	await fetchAll(drop);
	expect(await ranges()).toEqual(['bytes=0-', 'bytes=4-', 'bytes=0-']);
	expect(await programBytes()).toBe(PROGRAM_BYTES + 3);
});
