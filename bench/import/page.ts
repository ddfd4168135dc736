/** The product's imports without its pages, and bare Dexie beside them: what `bench -- import` opens in Chromium. */
import Dexie from 'dexie';
import { openDatabase } from '../../src/adapters/indexeddb/database.ts';
import { sweepImports } from '../../src/adapters/indexeddb/import-store.ts';
import { IndexedDbLibrary } from '../../src/adapters/indexeddb/library.ts';
import { SCHEMA } from '../../src/adapters/indexeddb/schema.ts';
import { keep } from '../../src/adapters/journal/keep.ts';
import { OpfsStudentFiles } from '../../src/adapters/opfs/student-files.ts';
import { WorkerPoolMirror } from '../../src/adapters/pools/mirror.ts';
import { newId } from '../../src/adapters/system/new-id.ts';
import { WorkerImports } from '../../src/adapters/transfer/worker-imports.ts';
import type { ImportProgress } from '../../src/app/import-ports.ts';
import type { ProjectId } from '../../src/core/id.ts';
import { recipeFrom } from '../../src/core/recipe.ts';
import { PRACTICE_TEACHER } from '../../src/core/teacher.ts';
import { alpacaFile } from './file.ts';
import { listed } from './pool.ts';

const database = await openDatabase({ name: 'retort' });
// As on the app's page: what an import writes goes into a journal too.
await keep(database, 'retort', () => undefined);
const library = new IndexedDbLibrary(database, new OpfsStudentFiles(), newId);
const imports = new WorkerImports(() => sweepImports(database));
let file = alpacaFile(0);

/** Bytes that page and workers hold, garbage left out. */
async function bytesInUse(): Promise<number> {
	const measure = performance as unknown as {
		measureUserAgentSpecificMemory(): Promise<{ readonly bytes: number }>;
	};
	return (await measure.measureUserAgentSpecificMemory()).bytes;
}

/** What an import adds while half of its rows are written. */
async function memoryOfImport(): Promise<number> {
	const before = await bytesInUse();
	let during: Promise<number> | undefined;
	const { project } = await imported(({ step, done, total }) => {
		if (step === 'write' && done >= total / 2) during ??= bytesInUse();
	});
	await library.deleteProject(project);
	return ((await during) ?? before) - before;
}

/** Milliseconds of a whole import, and of its writing alone. */
async function imported(onProgress: (progress: ImportProgress) => void = () => undefined) {
	const marks: Partial<Record<ImportProgress['step'], number>> = {};
	const started = performance.now();
	const { project } = await imports.create(
		{
			source: { file, name: file.name, reading: null },
			heldOut: { kind: 'usual' },
			name: file.name,
			seed: 1,
			distil: {
				teacher: PRACTICE_TEACHER,
				recipe: recipeFrom('lora', { seed: 1, baseId: 'none' }),
			},
		},
		{
			signal: new AbortController().signal,
			onProgress: (progress) => {
				marks[progress.step] ??= performance.now();
				onProgress(progress);
			},
		},
	);
	const ended = performance.now();
	return { project, ms: ended - started, writingMs: ended - (marks.write ?? started) };
}

/** The same rows with Dexie alone: both tables with their indexes, all rows at hand, one transaction; milliseconds. */
async function bare(project: ProjectId): Promise<number> {
	const of = { projectId: project };
	const instructions = await database.relaxed.instructions.where(of).toArray();
	const answers = await database.relaxed.answers.where(of).toArray();
	const name = `bare-${performance.now()}`;
	const db = new Dexie(name, { chromeTransactionDurability: 'relaxed' });
	const { instructions: one, answers: two } = SCHEMA.stores;
	db.version(1).stores({ instructions: one, answers: two });
	await db.open();
	const started = performance.now();
	await db.transaction('rw', ['instructions', 'answers'], () =>
		Promise.all([
			db.table('instructions').bulkAdd(instructions),
			db.table('answers').bulkAdd(answers),
		]),
	);
	const ms = performance.now() - started;
	db.close();
	await Dexie.delete(name);
	return ms;
}

export type ImportDriver = typeof driver;
const driver = {
	/** Makes the file; its bytes. */
	make: (rows: number) => (file = alpacaFile(rows)).size,
	imported: () => imported(),
	memoryOfImport,
	bare,
	listed: (project: ProjectId) => listed(new WorkerPoolMirror(database), project),
	forget: (project: ProjectId) => library.deleteProject(project),
};
Object.assign(globalThis, { retortBench: driver });
