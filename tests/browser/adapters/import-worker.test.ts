import { expect, test } from 'vitest';
import { openDatabase } from '../../../src/adapters/indexeddb/database.ts';
import { sweepImports } from '../../../src/adapters/indexeddb/import-store.ts';
import { WorkerImports } from '../../../src/adapters/transfer/worker-imports.ts';
import type { ImportProgress, ProjectImport } from '../../../src/app/import-ports.ts';
import { connect } from '../../../workers/rpc/connect.ts';
import type { TransferApi } from '../../../workers/transfer/protocol.ts';
import { denseText, grantAll, grantOnly } from '../run/quota.ts';
import { alpacaLines, ownProject } from '../../fakes/import-world.ts';

/** The worker's own database, as the app has it. */
async function inDatabase<T>(
	work: (database: Awaited<ReturnType<typeof openDatabase>>) => Promise<T>,
): Promise<T> {
	const database = await openDatabase();
	try {
		return await work(database);
	} finally {
		database.close();
	}
}

/** Everything that an import may have left. */
const left = () =>
	inDatabase(async ({ relaxed }) => ({
		instructions: await relaxed.instructions.count(),
		answers: await relaxed.answers.count(),
		projects: await relaxed.projects.count(),
		runs: await relaxed.runs.count(),
		notes: await relaxed.settings.where('name').startsWith('importing/').count(),
	}));
const NOTHING = { instructions: 0, answers: 0, projects: 0, runs: 0, notes: 0 };
const empty = () =>
	inDatabase(async ({ relaxed }) => {
		for (const table of ['instructions', 'answers', 'projects', 'runs'])
			await relaxed.table(table).clear();
	});
const sweep = () => inDatabase(sweepImports);
const isWriting = ({ step, done }: ImportProgress) => step === 'write' && done >= 4000;

let own: ProjectImport | undefined;
const large = () => (own ??= ownProject(alpacaLines(20_000).join('\n')));

test('a tab that dies while it imports leaves nothing, once the app is opened again', async () => {
	const worker = new Worker(new URL('../../../workers/transfer/worker.ts', import.meta.url), {
		type: 'module',
	});
	const connection = connect<TransferApi>(worker);
	const reached = new Promise<void>((resolve) => {
		connection
			.call('importProject', large(), {
				onItem: (progress) => {
					if (isWriting(progress)) resolve();
				},
			})
			.catch(() => undefined);
	});
	await reached;
	worker.terminate();
	connection.close();
	expect((await left()).instructions).toBeGreaterThan(0);
	expect((await left()).notes).toBe(1);
	await sweep();
	expect(await left()).toEqual(NOTHING);
});

test('an import that is cancelled leaves nothing', async () => {
	const stop = new AbortController();
	const work = new WorkerImports(sweep).create(large(), {
		signal: stop.signal,
		onProgress: (progress) => {
			if (isWriting(progress)) stop.abort();
		},
	});
	await expect(work).rejects.toMatchObject({ name: 'AbortError' });
	expect(await left()).toEqual(NOTHING);
});

test('a disk that fills up ends an import by name, and nothing of it stays; with room it can be had', async () => {
	const rows = Array.from({ length: 3000 }, (_, row) =>
		JSON.stringify({ instruction: `Write line ${row}. ${denseText(2000)}`, output: 'yes' }),
	);
	const dense = ownProject(rows.join('\n'));
	const watching = { signal: new AbortController().signal, onProgress: () => undefined };
	await grantOnly(3_000_000);
	try {
		await expect(new WorkerImports(sweep).create(dense, watching)).rejects.toMatchObject({
			code: 'storage/full',
			message: expect.stringContaining('delete a project or a student') as string,
		});
		expect(await left()).toEqual(NOTHING);
	} finally {
		await grantAll();
	}
	await new WorkerImports(sweep).create(dense, watching);
	expect(await left()).toMatchObject({ instructions: 3000, projects: 1, notes: 0 });
	await empty();
});

test('an import under way is not swept, and is there whole when it ends', async () => {
	const swept: Promise<void>[] = [];
	const { project } = await new WorkerImports(sweep).create(large(), {
		signal: new AbortController().signal,
		onProgress: (progress) => {
			if (isWriting(progress) && swept.length === 0) swept.push(sweep());
		},
	});
	await Promise.all(swept);
	expect(swept).toHaveLength(1);
	expect(await left()).toEqual({
		instructions: 20_000,
		answers: 10_000,
		projects: 1,
		runs: 1,
		notes: 0,
	});
	const stored = await inDatabase(({ relaxed }) => relaxed.projects.get(project));
	expect(stored?.importReport).toMatchObject({ rows: 20_000 });
	await empty();
});
