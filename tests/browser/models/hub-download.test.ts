/** Models of a hub: fetched into OPFS, gone on with at the byte, held to their digests, and loaded. */
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { OpfsModels } from '../../../src/adapters/models/shelf.ts';
import { TransformersStudentEngine } from '../../../src/adapters/transformers/student-engine.ts';
import { bring } from '../../../src/app/models/bring.ts';
import { lookAtHub, noteOfOffer, noteToFetch, planAgain } from '../../../src/app/models/plan.ts';
import type { ModelPlaces } from '../../../src/app/model-places.ts';
import { codeOf } from '../../../src/core/error.ts';
import { wantedBytes, type ModelNote } from '../../../src/core/models/model-note.ts';
import { grantAll, grantOnly } from '../run/quota.ts';
import { answersOf, prompts, SHIPPED } from '../student/practice.ts';
import {
	files,
	forgetModels,
	hub,
	models,
	never,
	PLAIN_DEVICE,
	practiceNote,
	published,
	publishedNote,
	startHub,
} from './hub.ts';

let places: ModelPlaces;
const GRAPH = 'onnx/model_quantized.onnx';
const SHARD = 'params_shard_1.bin';
const ignore = () => undefined;
const fetchAll = (note: ModelNote, onBytes: (done: number) => void = ignore, signal = never) =>
	bring({ models }, note, { onBytes, signal });
const asked = async (path: string) =>
	(await hub({ do: 'tell' })).asked.filter((one) => one.path === path).map(({ range }) => range);
const again = async (note: ModelNote, today: ModelPlaces) =>
	planAgain({ models }, note, { places: today, published: await models.published(), signal: never });
/** Breaks the hanging connection as soon as these many bytes are here. */
const dropAt =
	(...wanted: readonly number[]) =>
	(done: number) => {
		if (wanted.includes(done)) void hub({ do: 'drop' });
	};
/** Listed bytes of what comes before a file. */
const before = ({ wanted }: ModelNote, name: string) => {
	const place = wanted.findIndex(({ path }) => path.endsWith(name));
	return wanted.slice(0, place).reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
};
/** Of the published model; no listing has it. */
const PROGRAM_BYTES = 8;
const failure = (work: Promise<unknown>) => work.then(() => 'none', codeOf);

beforeEach(async () => {
	await forgetModels();
	places = await startHub();
});
afterAll(async () => {
	await hub({ do: 'stop' });
});

test('a student of a hub is fetched in the one way of writing that suits the device, and answers as the original', async () => {
	const note = await practiceNote(places);
	const seen: number[] = [];
	await fetchAll(note, (done) => seen.push(done));
	expect(note).toMatchObject({ dtype: 'q8', licence: 'mit', origin: { repo: 'retort/practice' } });
	expect(seen.at(-1)).toBe(wantedBytes(note.wanted));
	expect(await models.list()).toMatchObject([{ name: 'practice', contextTokens: 512 }]);
	const fetched = (await hub({ do: 'tell' })).asked.map(({ path }) => path);
	expect(fetched.filter((path) => path.endsWith('.onnx'))).toEqual([GRAPH]);

	const engine = new TransformersStudentEngine();
	const asking = prompts(4);
	await engine.load({ kind: 'stored', folder: note.folder }, { device: 'wasm' }, never);
	const here = await answersOf(engine, asking);
	await engine.load(SHIPPED, { device: 'wasm' }, never);
	expect(here).toEqual(await answersOf(engine, asking));
	engine.close();
});

test('a published model comes as its engine reads it, its program from the libraries', async () => {
	const note = await publishedNote(places);
	await fetchAll(note);
	const [model] = await models.list();
	expect(model?.files?.map(({ path }) => path)).toEqual([
		...['mlc/library.wasm', 'mlc/mlc-chat-config.json', 'mlc/ndarray-cache.json'],
		...['tokenizer.json', 'tokenizer_config.json'],
		...['mlc/params_shard_0.bin', 'mlc/params_shard_1.bin'],
	]);
	expect(model).toMatchObject({ publishedId: (await published()).id, licence: 'Apache-2.0' });
	expect(await asked((await published()).library)).toEqual(['bytes=0-']);
	const program = await files.read(note.folder, 'mlc/library.wasm');
	expect(WebAssembly.validate(await program.arrayBuffer())).toBe(true);
});

describe('a download', () => {
	test('goes on at the byte where the connection broke, through a redirect', async () => {
		const hang = { kind: 'hang', afterBytes: 1_000_000 } as const;
		await hub({ do: 'fault', path: GRAPH, faults: [hang, hang] });
		const note = await practiceNote(places);
		await fetchAll(note, dropAt(before(note, GRAPH) + 1e6, before(note, GRAPH) + 2e6));
		expect(await asked(GRAPH)).toEqual([null, 'bytes=1000000-', 'bytes=2000000-']);
	});

	test('is not given up for as long as each connection brings something', async () => {
		const note = await publishedNote(places);
		const times = [1, 2, 3, 4, 5, 6];
		const hang = { kind: 'hang', afterBytes: 100_000 } as const;
		await hub({ do: 'fault', path: SHARD, faults: times.map(() => hang) });
		const from = PROGRAM_BYTES + before(note, SHARD);
		await fetchAll(note, dropAt(...times.map((time) => from + time * 100_000)));
		expect(await asked(SHARD)).toHaveLength(7);
		expect((await asked(SHARD)).at(-1)).toBe('bytes=600000-');
	});

	test('that was paused is listed with what is here, and goes on in another tab without a byte twice', async () => {
		const note = await publishedNote(places);
		await hub({ do: 'fault', path: SHARD, faults: [{ kind: 'hang', afterBytes: 1_234_567 }] });
		const stop = new AbortController();
		const here = PROGRAM_BYTES + before(note, SHARD) + 1_234_567;
		const pausing = fetchAll(
			note,
			(done) => {
				if (done === here) stop.abort();
			},
			stop.signal,
		);
		expect(await failure(pausing)).toBe('aborted');
		await vi.waitFor(async () => {
			expect(await models.list()).toMatchObject([{ files: null, haveBytes: here }]);
		});
		expect((await files.list()).map(({ folder }) => folder)).not.toContain(note.folder);

		const later = new OpfsModels(files, { waitsMs: [], stalledMs: 60_000 });
		const [paused] = await later.list();
		if (paused === undefined) throw new Error('expected the paused download');
		await bring({ models: later }, paused, { onBytes: ignore, signal: never });
		expect(await asked(SHARD)).toEqual([null, 'bytes=1234567-']);
		// Each of the others was asked for once, the program of unknown size too.
		const all = (await hub({ do: 'tell' })).asked.map(({ path }) => path);
		expect(all.filter((path) => path !== SHARD)).toHaveLength(new Set(all).size - 1);
		expect((await files.list()).map(({ folder }) => folder)).toContain(note.folder);
	});

	test('goes on at the byte where today’s hub and libraries are others', async () => {
		const note = await publishedNote(places);
		await hub({ do: 'fault', path: SHARD, faults: [{ kind: 'hang', afterBytes: 1_234_567 }] });
		const stop = new AbortController();
		const here = PROGRAM_BYTES + before(note, SHARD) + 1_234_567;
		const hear = (done: number) => {
			if (done === here) stop.abort();
		};
		expect(await failure(fetchAll(note, hear, stop.signal))).toBe('aborted');
		await vi.waitFor(async () => {
			expect(await models.list()).toMatchObject([{ haveBytes: here }]);
		});
		const [paused] = await models.list();
		if (paused === undefined) throw new Error('expected the paused download');
		const mirror = places.hub.replace('127.0.0.1', 'localhost');
		const mirrors = { hub: mirror, libraries: `${mirror}/libraries` };
		const planned = await again(paused, mirrors);
		expect(planned.wanted.every(({ url }) => url.startsWith(mirror))).toBe(true);
		await fetchAll(planned);
		expect(await models.list()).toMatchObject([{ origin: { hub: mirror }, addedAt: note.addedAt }]);
		expect(await asked(SHARD)).toEqual([null, 'bytes=1234567-']);
		const all = (await hub({ do: 'tell' })).asked.map(({ path }) => path);
		expect(all.filter((path) => path !== SHARD)).toHaveLength(new Set(all).size - 1);
	});

	test('is planned anew only where a place is another, and at a hub without its commit at the newest', async () => {
		const note = await practiceNote(places);
		expect(await again(note, places)).toBe(note);
		const hub = places.hub.replace('127.0.0.1', 'localhost');
		const commit = 'f'.repeat(40);
		const elsewhere: ModelNote = {
			...note,
			origin: { kind: 'hub', repo: 'retort/practice', hub: places.hub, commit },
		};
		const planned = await again(elsewhere, { ...places, hub });
		expect(planned.origin).toEqual({ ...note.origin, hub });
		expect({ ...planned, wanted: [], origin: [] }).toEqual({ ...note, wanted: [], origin: [] });
		const files = ({ wanted }: ModelNote) => wanted.map(({ path, check }) => [path, check]);
		expect(files(planned)).toEqual(files(note));
	});

	test('on whose connection nothing comes any more is given another', async () => {
		await hub({ do: 'fault', path: SHARD, faults: [{ kind: 'hang', afterBytes: 1_000_000 }] });
		const impatient = new OpfsModels(files, { waitsMs: [1], stalledMs: 2000 });
		const note = await publishedNote(places);
		await bring({ models: impatient }, note, { onBytes: ignore, signal: never });
		expect(await asked(SHARD)).toEqual([null, 'bytes=1000000-']);
	});

	test('for which the room runs out says so, keeps what came, and goes on when there is more', async () => {
		const note = await publishedNote(places);
		await grantOnly(4_000_000);
		expect(await failure(fetchAll(note)).finally(grantAll)).toBe('student/no-space');
		const [begun] = await models.list();
		const here = (begun?.haveBytes ?? 0) - PROGRAM_BYTES - before(note, SHARD);
		expect(here).toBeGreaterThan(0);
		await fetchAll(note);
		expect(await asked(SHARD)).toEqual([null, `bytes=${here}-`]);
	});

	test('whose server overlooks the range begins that file anew', async () => {
		await hub({
			...{ do: 'fault', path: SHARD },
			faults: [{ kind: 'hang', afterBytes: 1000 }, { kind: 'whole' }],
		});
		const seen: number[] = [];
		const note = await publishedNote(places);
		const drop = dropAt(PROGRAM_BYTES + before(note, SHARD) + 1000);
		await fetchAll(note, (done) => {
			seen.push(done);
			drop(done);
		});
		expect(await asked(SHARD)).toEqual([null, 'bytes=1000-']);
		expect(Math.max(...seen)).toBe(seen.at(-1));
	});

	test('waits as long as a busy hub says, and no longer than its patience', async () => {
		const busy = (retryAfter: string) => ({ kind: 'status', status: 429, retryAfter }) as const;
		await hub({ do: 'fault', path: SHARD, faults: [busy('1')] });
		const began = performance.now();
		const note = await publishedNote(places);
		await fetchAll(note);
		expect(performance.now() - began).toBeGreaterThanOrEqual(1000);
		await models.delete(note.folder);
		await hub({ do: 'fault', path: SHARD, faults: [busy('3600')] });
		expect(await failure(fetchAll(note))).toBe('student/told-to-wait');
	});

	test('with a wrong byte is refused; only that file is fetched again', async () => {
		const note = await publishedNote(places);
		await hub({ do: 'fault', path: SHARD, faults: [{ kind: 'wrong' }] });
		expect(await failure(fetchAll(note))).toBe('student/corrupt-file');
		await fetchAll(note);
		expect(await asked(SHARD)).toEqual([null, null]);
		expect(await asked('params_shard_0.bin')).toEqual([null]);
	});

	test.each([
		[401, 'student/fetch-refused'],
		[404, 'student/file-missing'],
	])('that the hub answers with %d ends with %s', async (status, code) => {
		await hub({ do: 'fault', path: SHARD, faults: [{ kind: 'status', status }] });
		expect(await failure(fetchAll(await publishedNote(places)))).toBe(code);
	});

	test('of no causal model ends before its weights, and leaves nothing', async () => {
		const on = { places, device: PLAIN_DEVICE, signal: never };
		const offer = await lookAtHub({ models }, { repo: 'retort/bert', revision: 'main' }, on);
		expect(await failure(fetchAll(noteOfOffer(offer, 'q8', 1)))).toBe('models/not-causal');
		expect(await asked(GRAPH)).toEqual([]);
		expect(await models.list()).toEqual([]);
	});

	test('for web-llm without a chat template does so too', async () => {
		const on = { places, device: PLAIN_DEVICE, signal: never };
		const offer = await lookAtHub({ models }, { repo: 'retort/mute', revision: 'main' }, on);
		expect(await failure(fetchAll(noteOfOffer(offer, null, 1)))).toBe('models/wrong-tokenizer');
		expect(await asked(SHARD)).toEqual([]);
		expect(await models.list()).toEqual([]);
	});
});

test('a file that is too large to be checked is refused before a byte is fetched or copied', async () => {
	const note = await practiceNote(places);
	const bytes = 2_200_000_000;
	const wanted = note.wanted.map((file) => (file.path === GRAPH ? { ...file, bytes } : file));
	expect(await failure(fetchAll({ ...note, wanted }))).toBe('models/file-too-large');
	expect((await hub({ do: 'tell' })).asked).toEqual([]);
	expect(await models.list()).toEqual([]);

	const on = { places, device: PLAIN_DEVICE, signal: never };
	const offer = await lookAtHub({ models }, { repo: 'retort/practice', revision: 'main' }, on);
	const files = offer.listing.files.map((file) => (file.path === GRAPH ? { ...file, bytes } : file));
	const large = { ...offer, listing: { ...offer.listing, files } };
	expect(() => noteToFetch(large, 'q8', 1)).toThrow(
		`${GRAPH}: expected at most 2.00 GB a file, which is what this browser can check and load in one piece, got 2.20 GB.`,
	);
	// Others of its weights can be had.
	expect(noteToFetch(large, 'fp32', 1).dtype).toBe('fp32');
});

test.each([
	['nobody/nothing', 'hub/unknown'],
	['acme/private', 'hub/refused'],
	['not an id', 'models/wrong-id'],
])('%s is answered with %s', async (repo, code) => {
	const on = { places, device: PLAIN_DEVICE, signal: never };
	expect(await failure(lookAtHub({ models }, { repo, revision: 'main' }, on))).toBe(code);
});

test('without a network the hub is named as out of reach', async () => {
	await hub({ do: 'stop' });
	expect(await failure(practiceNote(places))).toBe('hub/unreachable');
});
