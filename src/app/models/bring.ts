/** A model on its way into this browser: its small files first, which tell whether the weights are worth fetching. */
import { AppError, codeOf } from '../../core/error.ts';
import {
	checkGraph,
	checkMlcTexts,
	checkOnnxTexts,
	checkSizes,
	type ModelFacts,
} from '../../core/models/check-model.ts';
import { bestDtype, graphName, type Dtype } from '../../core/models/dtype.ts';
import type { FitDevice } from '../../core/models/fit.ts';
import { refuseTooLarge } from '../../core/models/largest-file.ts';
import { planFolder, WEIGHTS, type Placed } from '../../core/models/model-folder.ts';
import { wantedBytes, type ModelNote } from '../../core/models/model-note.ts';
import type { StudentFile } from '../../core/student.ts';
import type { Models } from '../ports/models.ts';
import { holdToDigests } from './hold-to-digests.ts';
import { dtypesOf } from './plan.ts';

type Watch = {
	/** `total` null: the server hasn't said yet. */
	readonly onBytes: (done: number, total: number | null) => void;
	/** It is noted, and listed from now on. */
	readonly onBegun?: () => Promise<void>;
	readonly signal: AbortSignal;
};
type World = { readonly models: Models };
export type PickedFile = { readonly path: string; readonly data: Blob };
/** Reads a file of the model, wherever it is by now; undefined: it has none of that name. */
type Read = (path: string) => Promise<Blob | undefined>;

/** What the checks read as text. */
const TEXTS = /\.(json|jinja)$/;
/** After these the copy helps nobody. */
const SPOILT = /^models\//;

/**
 * Fetches what isn't here of a noted model, and goes on where an earlier try was; of two tabs the second waits, and finds
 * it here. Throws 'models/not-copied' for a folder of the user's, whose files only the user has, 'models/file-too-large';
 * see the port for the rest.
 */
export function bring({ models }: World, note: ModelNote, watch: Watch): Promise<ModelNote> {
	const work = async () => {
		const here = await stored(models, note);
		// Where another tab was first.
		if (here !== undefined && here.files !== null) return here;
		if (note.origin.kind === 'folder') throw notCopied(note);
		refuseTooLarge(note.wanted);
		return fetchWhole(models, sized(note, here), watch);
	};
	return models.alone(note.folder, work, watch.signal);
}

/** undefined: none of this origin. */
async function stored(
	models: Models,
	{ folder, origin }: ModelNote,
): Promise<ModelNote | undefined> {
	const here = (await models.list()).find((model) => model.folder === folder);
	return JSON.stringify(here?.origin) === JSON.stringify(origin) ? here : undefined;
}

function notCopied({ name }: ModelNote): AppError {
	return new AppError(
		'models/not-copied',
		`Expected all files of ${name}, got a copy that didn’t come to its end. Open its folder again, and delete this copy.`,
	);
}

async function fetchWhole(models: Models, note: ModelNote, watch: Watch): Promise<ModelNote> {
	await models.begin(note);
	await watch.onBegun?.();
	const { folder, wanted } = note;
	const small = wanted.filter(({ path }) => !WEIGHTS.test(path));
	const rest = wanted.filter(({ path }) => WEIGHTS.test(path));
	const read: Read = (path) => models.read(folder, path);
	try {
		const hear = (done: number) => {
			watch.onBytes(done, wantedBytes(wanted));
		};
		const first = await models.fetch(folder, small, hear, watch.signal);
		const listed = known(note, first);
		await models.begin(listed);
		await checkTexts(note, read);
		const smallBytes = first.reduce((sum, { bytes }) => sum + bytes, 0);
		const total = wantedBytes(listed.wanted);
		const onBytes = (done: number) => {
			watch.onBytes(smallBytes + done, total);
		};
		const files = [...first, ...(await models.fetch(folder, rest, onBytes, watch.signal))];
		return await publish(models, { ...listed, files }, read);
	} catch (thrown) {
		if (SPOILT.test(codeOf(thrown))) await models.discard(folder);
		throw thrown;
	}
}

/** With what an earlier try learned of files that nobody listed. */
function sized(note: ModelNote, before: ModelNote | undefined): ModelNote {
	const wanted = note.wanted.map((file) => {
		const same = before?.wanted.find(({ path, url }) => path === file.path && url === file.url);
		return file.bytes === null && same !== undefined ? same : file;
	});
	return { ...note, wanted };
}

/** What nobody listed is known once it is here, and isn't fetched again after a pause. */
function known(note: ModelNote, fetched: readonly StudentFile[]): ModelNote {
	const wanted = note.wanted.map((file) => {
		const here = fetched.find(({ path }) => path === file.path);
		if (file.bytes !== null || here === undefined) return file;
		const check = { kind: 'sha256', hex: here.sha256 } as const;
		return { ...file, bytes: here.bytes, check };
	});
	return { ...note, wanted };
}

type Picked = {
	readonly name: string;
	/** Of the folder that it gets here. */
	readonly id: string;
	readonly files: readonly PickedFile[];
	/** null: the best for the device. */
	readonly dtype: Dtype | null;
	readonly device: FitDevice;
	/** Unix ms. */
	readonly now: number;
};

/** Takes a folder of the user's after the same checks; of one that isn't copied to its end nothing is kept. */
export async function openFolder(
	{ models }: World,
	picked: Picked,
	watch: Watch,
): Promise<ModelNote> {
	const { note, placed } = placedFiles(picked);
	refuseTooLarge(placed.map(({ path, data }) => ({ path, bytes: data.size })));
	const read: Read = (path) => Promise.resolve(placed.find((file) => file.path === path)?.data);
	// Of a folder that is none, nothing is copied.
	const facts = await checkAll(models, note, read);
	const manifest = picked.files.find(({ path }) => path === 'manifest.json')?.data;
	const checked = await holdToDigests(models, { placed, manifest }, watch.signal);
	const work = () => copyWhole(models, { ...note, ...facts, checked }, placed, watch);
	return models.alone(note.folder, work, watch.signal);
}

async function copyWhole(
	models: Models,
	note: ModelNote,
	placed: readonly PickedFile[],
	{ onBytes, signal }: Watch,
): Promise<ModelNote> {
	try {
		await models.begin(note);
		const total = placed.reduce((sum, { data }) => sum + data.size, 0);
		const hear = (done: number) => {
			onBytes(done, total);
		};
		const files = await models.copy(note.folder, placed, hear, signal);
		const whole = { ...note, files };
		await models.publish(whole);
		return whole;
	} catch (thrown) {
		await models.discard(note.folder);
		throw thrown;
	}
}

function placedFiles({ name, id, files, dtype: wanted, device, now }: Picked) {
	const paths = files.map(({ path }) => path);
	const plan = planFolder(paths, { needsLibrary: true });
	const dtype = plan.format === 'mlc' ? null : (wanted ?? bestOf(dtypesOf(plan), device));
	const taken = [...plan.small, ...ownFiles(paths), ...(plan.weights.get(dtype ?? 'mlc') ?? [])];
	const placed = taken.flatMap(({ from, to }) => {
		const file = files.find(({ path }) => path === from);
		return file === undefined ? [] : [{ path: to, data: file.data }];
	});
	const note: ModelNote = {
		...{ schema: 1, folder: `models/folder/${id}`, name, format: plan.format, dtype },
		...{ origin: { kind: 'folder' }, publishedId: null, licence: null, contextTokens: null },
		...{ wanted: [], files: null, addedAt: now },
	};
	return { note, placed };
}

/** What no engine reads of a trainer's student: exported again, it is as whole as it was. */
function ownFiles(paths: readonly string[]): readonly Placed[] {
	// Of others' weights for training a chat has no use, and they take as much room again.
	if (!paths.includes('selftest.json')) return [];
	return FOR_TRAINING.filter((path) => paths.includes(path)).map((path) => ({ from: path, to: path }));
}
const FOR_TRAINING = ['training_chat_template.jinja', 'model.safetensors'];

async function publish(models: Models, note: ModelNote, read: Read): Promise<ModelNote> {
	const { contextTokens } = await checkAll(models, note, read);
	const whole = { ...note, contextTokens: note.contextTokens ?? contextTokens };
	await models.publish(whole);
	return whole;
}

function bestOf(dtypes: readonly Dtype[], device: FitDevice): Dtype {
	const best = bestDtype(dtypes, device);
	if (best !== undefined) return best;
	throw new AppError(
		'models/no-dtype',
		`Expected weights that this device can compute, got ${dtypes.join(', ')}: 16-bit arithmetic wants a graphics processor with shader-f16.`,
	);
}

async function checkTexts({ format }: ModelNote, read: Read) {
	const texts = new Map<string, string>();
	for (const path of FOLDER_TEXTS[format]) {
		const data = await read(path);
		if (data !== undefined && TEXTS.test(path)) texts.set(path, await data.text());
	}
	const of = (path: string) => texts.get(path);
	return format === 'onnx' ? { ...checkOnnxTexts(of), shards: null } : checkMlcTexts(of);
}
const FOLDER_TEXTS = {
	onnx: ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'chat_template.jinja'],
	mlc: [
		...['mlc/mlc-chat-config.json', 'mlc/tensor-cache.json', 'mlc/ndarray-cache.json'],
		...['tokenizer.json', 'tokenizer_config.json'],
	],
} as const;

async function checkAll(models: Models, note: ModelNote, read: Read): Promise<ModelFacts> {
	const { contextTokens, shards } = await checkTexts(note, read);
	if (shards !== null) await checkThere(shards, 'mlc/', read);
	else if (note.dtype !== null) {
		const path = `onnx/${graphName(note.dtype)}`;
		const graph = await models.graph((await read(path)) ?? new Blob());
		checkGraph(graph, note.dtype);
		await checkThere(graph.data, 'onnx/', read);
	}
	return { contextTokens };
}

async function checkThere(
	expected: ReadonlyMap<string, number>,
	folder: string,
	read: Read,
): Promise<void> {
	const sizes = new Map<string, number>();
	for (const name of expected.keys()) {
		const data = await read(`${folder}${name}`);
		if (data !== undefined) sizes.set(name, data.size);
	}
	checkSizes(expected, (name) => sizes.get(name));
}
