/** Models from elsewhere in this browser's private file system: noted, fetched by a worker, published when they are whole. */
import * as v from 'valibot';
import type { HubListing, Models } from '../../app/ports/models.ts';
import type { StudentFiles } from '../../app/ports/student-files.ts';
import { AppError, codeOf } from '../../core/error.ts';
import type { GraphFacts } from '../../core/models/check-model.ts';
import { wantedBytes, type ModelNote, type ShelvedModel, type WantedFile } from '../../core/models/model-note.ts';
import type { PublishedModels } from '../../core/models/published.ts';
import type { StudentFile } from '../../core/student.ts';
import type { ModelsApi, Patience } from '../../../workers/models/protocol.ts';
import { connect } from '../../../workers/rpc/connect.ts';
import {
	allStudents,
	COPYING,
	fileIn,
	folderOf,
	hasFile,
	studentDirectory,
} from '../../../workers/student/opfs.ts';
import { copyFiles } from './copy-files.ts';
import { hubListing } from './hub.ts';
import { graphFacts } from './onnx-graph.ts';
import { publishedModels } from './published.ts';
import { bytesOf, bytesWithin, refuseLosses } from './stored-sizes.ts';

/** In the folder of a model from elsewhere, beside its files. */
const NOTE = '.model.json';
/** Of what else stands in a note nothing is read before its files are checked. */
const Note = v.looseObject({
	schema: v.literal(1),
	folder: v.string(),
	name: v.string(),
	format: v.picklist(['onnx', 'mlc']),
	origin: v.looseObject({ kind: v.picklist(['hub', 'folder']) }),
	wanted: v.array(v.looseObject({ path: v.string() })),
});
const PATIENCE: Patience = {
	waitsMs: [1000, 2000, 4000, 8000, 15_000, 30_000],
	stalledMs: 60_000,
};
type Hear = (done: number) => void;

export class OpfsModels implements Models {
	readonly #files: Pick<StudentFiles, 'write' | 'delete'>;
	readonly #patience: Patience;

	constructor(files: Pick<StudentFiles, 'write' | 'delete'>, patience: Patience = PATIENCE) {
		this.#files = files;
		this.#patience = patience;
	}

	published(): Promise<PublishedModels> {
		return publishedModels();
	}

	listing(at: Parameters<Models['listing']>[0], signal: AbortSignal): Promise<HubListing> {
		return hubListing(at, signal);
	}

	async list(): Promise<readonly ShelvedModel[]> {
		const models: ShelvedModel[] = [];
		for await (const entry of (await allStudents()).values()) {
			if (entry.kind !== 'directory' || !(await hasFile(entry, NOTE))) continue;
			const note = await readNote(entry);
			if (note === undefined || note.folder !== folderOf(entry.name)) continue;
			const isWhole = note.files !== null && !(await hasFile(entry, COPYING));
			const haveBytes = await haveBytesOf(entry, note);
			models.push({ ...note, files: isWhole ? note.files : null, haveBytes });
		}
		return models.sort((one, other) => other.addedAt - one.addedAt);
	}

	alone<T>(folder: string, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
		return navigator.locks.request(lockOf(folder), { signal }, work);
	}

	async begin(note: ModelNote): Promise<void> {
		// The mark goes first: a folder without it passes for a student.
		await this.#files.write(note.folder, COPYING, new Blob());
		await this.#write(note);
	}

	async fetch(
		folder: string,
		wanted: readonly WantedFile[],
		onBytes: Hear,
		signal: AbortSignal,
	): Promise<readonly StudentFile[]> {
		const directory = await studentDirectory(folder, true);
		const known = wanted.filter(({ bytes }) => bytes !== null);
		await mindSpace((wantedBytes(known) ?? 0) - (await bytesOf(directory, known)));
		const worker = connect<ModelsApi>(
			new Worker(new URL('../../../workers/models/worker.ts', import.meta.url), {
				type: 'module',
				name: 'models',
			}),
		);
		const turn = `models/${crypto.randomUUID()}`;
		try {
			const args = { folder, wanted, turn, patience: this.#patience };
			return await worker.call('fetch', args, { signal, onItem: onBytes });
		} finally {
			// A file that is open can't be deleted: who hears of a pause may do so at once.
			await navigator.locks.request(turn, () => undefined);
			worker.close();
		}
	}

	async copy(
		folder: string,
		files: readonly { readonly path: string; readonly data: Blob }[],
		onBytes: Hear,
		signal: AbortSignal,
	): Promise<readonly StudentFile[]> {
		await mindSpace(files.reduce((sum, { data }) => sum + data.size, 0));
		return copyFiles(await studentDirectory(folder, true), files, onBytes, signal);
	}

	async read(folder: string, path: string): Promise<Blob | undefined> {
		try {
			return await (await fileIn(await studentDirectory(folder), path)).getFile();
		} catch (thrown) {
			if (codeOf(thrown) === 'student/file-missing') return undefined;
			throw thrown;
		}
	}

	async digest(...asked: Parameters<Models['digest']>): Promise<string> {
		// 22 kB that nobody needs who opens no folder.
		const { digestOf } = await import('./digest.ts');
		return digestOf(...asked);
	}

	graph(data: Blob): Promise<GraphFacts> {
		return graphFacts(data);
	}

	async publish(note: ModelNote): Promise<void> {
		const directory = await studentDirectory(note.folder);
		await refuseLosses(directory, note.files ?? []);
		await this.#write(note);
		await directory.removeEntry(COPYING);
	}

	async delete(folder: string): Promise<void> {
		await navigator.locks.request(lockOf(folder), { ifAvailable: true }, async (lock) => {
			if (lock === null) throw inUse(folder);
			await this.discard(folder);
		});
	}

	discard(folder: string): Promise<void> {
		return this.#files.delete(folder);
	}

	#write(note: ModelNote): Promise<void> {
		return this.#files.write(note.folder, NOTE, new Blob([JSON.stringify(note)]));
	}
}

const lockOf = (folder: string) => `models/alone/${folder}`;

function inUse(folder: string): AppError {
	return new AppError(
		'models/in-use',
		`Expected nobody to be at '${folder}', got a tab that fetches or copies it. Pause or cancel it there, or close that tab, then delete it.`,
	);
}

/** Of a folder of the user's nobody has listed what comes. */
function haveBytesOf(directory: FileSystemDirectoryHandle, note: ModelNote): Promise<number> {
	return note.files === null && note.origin.kind === 'folder'
		? bytesWithin(directory)
		: bytesOf(directory, note.files ?? note.wanted);
}

/** undefined: a tab was killed while it wrote the note, or another version of the app wrote it. */
async function readNote(directory: FileSystemDirectoryHandle): Promise<ModelNote | undefined> {
	const text = await (await (await fileIn(directory, NOTE)).getFile()).text();
	try {
		const read = v.safeParse(Note, JSON.parse(text));
		return read.success ? (read.output as unknown as ModelNote) : undefined;
	} catch (thrown) {
		if (thrown instanceof SyntaxError) return undefined;
		throw thrown;
	}
}

/** Better said before the download than in the middle of it. */
async function mindSpace(bytes: number): Promise<void> {
	const { quota, usage } = await navigator.storage.estimate();
	const free = (quota ?? Infinity) - (usage ?? 0);
	if (bytes <= free) return;
	throw new AppError(
		'student/no-space',
		`It needs ${megabytes(bytes)} more, this browser grants ${megabytes(Math.max(0, free))}. Delete a model that you don’t use, or make room on the disk: browsers grant a share of what is free.`,
	);
}

function megabytes(bytes: number): string {
	return `${(bytes / 1e6).toFixed(0)} MB`;
}
