import fc from 'fast-check';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { expect, test, vi } from 'vitest';
import { PROJECT_TABLES } from '../../../src/adapters/indexeddb/project-rows.ts';
import { withNewIds } from '../../../src/core/formats/project-bundle.ts';
import type { ProjectId, RunId } from '../../../src/core/id.ts';
import {
	answerRow,
	callRow,
	PROJECT,
	projectRow,
	RUN,
	runRow,
	seedRow,
	studentRow,
} from '../../fakes/rows.ts';
import { dump, FOLDER, openLibrary, type OpenLibrary, writeProject } from './whole-project.ts';

const WHOLE = { weights: true };

async function contentsOf(file: Blob): Promise<Readonly<Record<string, string>>> {
	const files = unzipSync(new Uint8Array(await file.arrayBuffer()));
	return Object.fromEntries(
		Object.entries(files).map(([path, bytes]) => [path, new TextDecoder().decode(bytes)]),
	);
}

const packed = (files: Readonly<Record<string, string>>) =>
	new Blob([
		zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)]))),
	]);

async function reopened(file: Blob): Promise<OpenLibrary> {
	const other = await openLibrary();
	await other.library.importProject(file);
	return other;
}

test('a project exported, imported and exported again is the same, its students included', async () => {
	const opened = await openLibrary();
	await writeProject(opened);
	const file = await opened.library.exportProject(PROJECT, WHOLE);
	const other = await reopened(file);
	expect(await dump(other.database)).toEqual(await dump(opened.database));
	expect(await other.files.readText(FOLDER, 'onnx/model.onnx')).toBe('weights');
	const again = await other.library.exportProject(PROJECT, WHOLE);
	expect(await again.arrayBuffer()).toEqual(await file.arrayBuffer());
});

test('the same holds whatever is written in its texts', async () => {
	const { library, store } = await openLibrary();
	await store.putProject(projectRow());
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string(), fc.string()), {
				maxLength: 20,
			}),
			async (texts) => {
				const rows = texts.map(([instruction, input], order) =>
					seedRow(order, { instruction, input }),
				);
				const answers = texts.map(([, , text], order) =>
					answerRow(seedRow(order).id, 'teacher', { text }),
				);
				await store.put({ instructions: rows, answers });
				const file = await library.exportProject(PROJECT, WHOLE);
				const other = await reopened(file);
				const again = await other.library.exportProject(PROJECT, WHOLE);
				expect(await contentsOf(again)).toEqual(await contentsOf(file));
				other.database.close();
			},
		),
		{ numRuns: 15 },
	);
});

test('weights stay behind unless they are asked for', async () => {
	const opened = await openLibrary();
	await writeProject(opened);
	const file = await opened.library.exportProject(PROJECT, { weights: false });
	const contents = await contentsOf(file);
	expect(Object.keys(contents)).toEqual([
		'project.json',
		...PROJECT_TABLES.map((table) => `${table}.jsonl`),
	]);
	expect(await (await reopened(file)).files.list()).toEqual([]);
});

test('a student that was deleted to make room is left out', async () => {
	const opened = await openLibrary();
	await writeProject(opened);
	await opened.files.delete(FOLDER);
	const other = await reopened(await opened.library.exportProject(PROJECT, WHOLE));
	expect(await other.files.list()).toEqual([]);
	expect(await dump(other.database)).toEqual(await dump(opened.database));
});

test('a project that is here already comes in as a copy under ids of its own', async () => {
	const opened = await openLibrary();
	const { library, database } = opened;
	await writeProject(opened);
	const before = await dump(database);
	const file = await library.exportProject(PROJECT, WHOLE);
	const copy = await library.importProject(file);
	expect(copy).toBe('new0');
	const names = new Map([
		['project1', 'new0'],
		['run1', 'new1'],
	]);
	const after = await dump(database);
	for (const [table, rows] of Object.entries(before)) {
		if (table === 'calls') continue;
		const copied = rows.map((row) => withNewIds(row, names));
		const renamed =
			table === 'projects' ? [{ ...projectRow(copy), name: 'Project project1 (copy)' }] : copied;
		expect(new Set(after[table])).toEqual(new Set([...rows, ...renamed]));
	}
	// A paid call is one row, whoever asks.
	expect(after['calls']).toEqual(before['calls']);
	await library.deleteProject(copy);
	expect(await dump(database)).toEqual(before);
	expect(await opened.files.readText(FOLDER, 'onnx/model.onnx')).toBe('weights');
});

test('a copy of a project keeps the calls that its original paid, as its own', async () => {
	const opened = await openLibrary();
	await writeProject(opened);
	const copy = await opened.library.importProject(
		await opened.library.exportProject(PROJECT, WHOLE),
	);
	const other = await reopened(await opened.library.exportProject(copy, WHOLE));
	const [call] = await other.database.relaxed.calls.toArray();
	expect(call).toEqual(callRow('project1 paid', { projectId: copy, runId: null }));
});

test('a project of another browser keeps its ids', async () => {
	const opened = await openLibrary();
	await writeProject(opened, 'elsewhere' as ProjectId, 'run9' as RunId);
	const file = await opened.library.exportProject('elsewhere' as ProjectId, WHOLE);
	const other = await openLibrary();
	expect(await other.library.importProject(file)).toBe('elsewhere');
});

const spoilt = (change: (files: Record<string, string>) => void) => async () => {
	const opened = await openLibrary();
	await writeProject(opened);
	const files = { ...(await contentsOf(await opened.library.exportProject(PROJECT, WHOLE))) };
	change(files);
	return packed(files);
};
const edit = (path: string, from: string, to: string) =>
	spoilt((files) => {
		const text = files[path] ?? '';
		expect(text).toContain(from);
		files[path] = text.replace(from, to);
	});

test.each<[string, string, () => Promise<Blob>]>([
	['import/not-a-zip', 'a text', () => Promise.resolve(new Blob(['hello, no zip']))],
	[
		'import/not-a-zip',
		'a zip that was cut off',
		async () => {
			const whole = await spoilt(() => undefined)();
			return whole.slice(0, whole.size / 2);
		},
	],
	['import/not-a-project', 'another zip', () => Promise.resolve(packed({ 'a.txt': 'a' }))],
	['import/not-a-project', 'a later version', edit('project.json', '"version": 1', '"version": 2')],
	['import/row-invalid', 'a line that is no JSON', edit('answers.jsonl', '{', '{{')],
	['import/row-invalid', 'a row without its id', edit('answers.jsonl', '"id":', '"no":')],
	[
		'import/row-invalid',
		'a text that is a number',
		edit('answers.jsonl', '"text":"', '"text":7,"x":"'),
	],
	[
		'import/row-invalid',
		'scores out of range',
		edit('verdicts.jsonl', '"teacher":9', '"teacher":99'),
	],
	['import/row-invalid', 'an unknown state', edit('calls.jsonl', '"answered"', '"paid"')],
	[
		'import/row-invalid',
		'a recipe of other kinds',
		edit('runs.jsonl', '"epochs":', '"epochs":"x","y":'),
	],
	[
		'import/row-invalid',
		'a split of no kind',
		edit('instructions.jsonl', '"split":"pool"', '"split":"x"'),
	],
	[
		'import/row-invalid',
		'a header that carries a key',
		edit(
			'project.json',
			'"kind": "practice",\n\t\t\t"model"',
			'"kind": "openai", "baseUrl": "https://a.example/v1", "concurrency": 4, "headers": {"Authorization": "x"},\n\t\t\t"model"',
		),
	],
	[
		'import/incomplete',
		'a missing row',
		spoilt((files) => {
			files['verdicts.jsonl'] = files['verdicts.jsonl']?.replace(/^.*\n/, '') ?? '';
		}),
	],
	[
		'import/incomplete',
		'a missing table',
		spoilt((files) => {
			delete files['calls.jsonl'];
		}),
	],
	[
		'import/incomplete',
		'a student of whose files one is missing',
		edit('students.jsonl', '"path":"onnx/model.onnx"', '"path":"onnx/other.onnx"'),
	],
	['student/corrupt-file', 'damaged weights', edit(`students/${FOLDER}/onnx/model.onnx`, 'w', 'W')],
	['storage/newer', 'a row of a later version', edit('runs.jsonl', '"schema":1', '"schema":9')],
])('%s is the name of %s, and nothing is kept of it', async (code, _what, make) => {
	const { library, database, files } = await openLibrary();
	await expect(library.importProject(await make())).rejects.toMatchObject({ code });
	expect(Object.values(await dump(database)).flat()).toEqual([]);
	expect(await files.list()).toEqual([]);
});

/** The project in a file, and a browser that doesn't have it. */
async function fileAndOther() {
	const opened = await openLibrary();
	await writeProject(opened);
	const told: string[] = [];
	const other = await openLibrary(undefined, (project) => {
		told.push(project);
		return Promise.resolve();
	});
	return { file: await opened.library.exportProject(PROJECT, WHOLE), other, told };
}

test.each(['jobs', 'projects'] as const)(
	'an import that fails midway, at its %s, is taken back',
	async (table) => {
		const { file, other, told } = await fileAndOther();
		const { strict } = other.database;
		if (table === 'jobs')
			vi.spyOn(strict.table(table), 'bulkAdd').mockRejectedValue(new Error('no'));
		else vi.spyOn(strict[table], 'add').mockRejectedValue(new Error('no'));
		await expect(other.library.importProject(file)).rejects.toThrow('no');
		expect(Object.values(await dump(other.database)).flat()).toEqual([]);
		expect(await other.files.list()).toEqual([]);
		expect(told).toEqual([]);
		vi.restoreAllMocks();
		expect(await other.library.importProject(file)).toBe(PROJECT);
		expect(told).toEqual([PROJECT]);
	},
);

test('of two students the second is damaged: neither is kept, and the next import finds both missing', async () => {
	const opened = await openLibrary();
	const { student } = await writeProject(opened);
	const folder = 'ft-student-1';
	await opened.files.write(folder, 'onnx/model.onnx', new Blob(['weights']));
	const second = studentRow(1, { files: student.files, source: { kind: 'stored', folder } });
	await opened.store.put({ students: [second] });
	const whole = await opened.library.exportProject(PROJECT, WHOLE);
	const files = { ...(await contentsOf(whole)) };
	files[`students/${folder}/onnx/model.onnx`] = 'wei\0\0\0\0';
	const other = await openLibrary();
	await expect(other.library.importProject(packed(files))).rejects.toMatchObject({
		code: 'student/corrupt-file',
	});
	expect(await other.files.list()).toEqual([]);
	await other.library.importProject(whole);
	for (const each of [FOLDER, folder])
		expect(await other.files.readText(each, 'onnx/model.onnx')).toBe('weights');
});

test('an import that fails leaves the students that were here before', async () => {
	const { file, other } = await fileAndOther();
	await writeProject(other, 'elsewhere' as ProjectId, 'run9' as RunId);
	vi.spyOn(other.database.strict.projects, 'add').mockRejectedValue(new Error('no'));
	await expect(other.library.importProject(file)).rejects.toThrow('no');
	expect(await other.files.readText(FOLDER, 'onnx/model.onnx')).toBe('weights');
});

test('an import takes no row’s id from another project', async () => {
	const { file, other } = await fileAndOther();
	const taken = answerRow(seedRow(1).id, 'teacher', { projectId: 'elsewhere' as ProjectId });
	await other.store.put({ answers: [taken] });
	await expect(other.library.importProject(file)).rejects.toMatchObject({
		code: 'import/collision',
	});
	expect(Object.values(await dump(other.database)).flat()).toEqual([taken]);
	expect(await other.files.list()).toEqual([]);
});

test('an import puts no other weights in the place of a student that is here', async () => {
	const { file, other } = await fileAndOther();
	const { student } = await writeProject(other, 'elsewhere' as ProjectId, 'run9' as RunId);
	const before = await dump(other.database);
	const files = { ...(await contentsOf(file)) };
	const path = `students/${FOLDER}/onnx/model.onnx`;
	expect(files[path]).toBe('weights');
	files[path] = 'WEIGHTS';
	const { sha256 } = student.files[0] ?? {};
	const others = 'b75e1ca3d7cb0c1f31d1e5f0d2f6a2dcf4bc6e2d28a0a1a0ed34c6a9c1c2d8f0';
	files['students.jsonl'] = files['students.jsonl']?.replace(sha256 ?? '?', others) ?? '';
	await expect(other.library.importProject(packed(files))).rejects.toMatchObject({
		code: 'import/collision',
	});
	expect(await dump(other.database)).toEqual(before);
	expect(await other.files.readText(FOLDER, 'onnx/model.onnx')).toBe('weights');
});

test('what a tab that was killed left of a student isn’t taken for it', async () => {
	const { file, other } = await fileAndOther();
	await other.files.write(FOLDER, 'onnx/model.onnx', new Blob(['wei']));
	await other.library.importProject(file);
	expect(await other.files.readText(FOLDER, 'onnx/model.onnx')).toBe('weights');
});

test('a run that was under way when it was exported rests here', async () => {
	const opened = await openLibrary();
	await writeProject(opened);
	await opened.store.putRun(runRow(RUN, { state: { kind: 'running' } }));
	const file = await opened.library.exportProject(PROJECT, WHOLE);
	const paused = { kind: 'paused', by: 'user', code: null, because: 'Imported while it ran.' };
	for (const { library, database } of [await reopened(file), opened]) {
		const id = library === opened.library ? await library.importProject(file) : PROJECT;
		const [run] = await database.relaxed.runs.where({ projectId: id }).toArray();
		expect(run?.state).toEqual({ ...paused, at: expect.any(Number) as number });
	}
	expect(await opened.store.run(RUN)).toMatchObject({ state: { kind: 'running' } });
});

test('a project of instructions alone, without teacher and run, comes back as it was', async () => {
	const { library, store } = await openLibrary();
	await store.putProject(projectRow(PROJECT, { teacher: null, kind: 'own' }));
	await store.put({ instructions: [seedRow(0)] });
	const { database } = await reopened(await library.exportProject(PROJECT, WHOLE));
	expect(await database.relaxed.projects.toArray()).toMatchObject([{ teacher: null }]);
	expect(await database.relaxed.instructions.count()).toBe(1);
});

test('what isn’t here can’t be exported', async () => {
	const { library } = await openLibrary();
	await expect(library.exportProject(PROJECT, WHOLE)).rejects.toMatchObject({
		code: 'export/no-project',
	});
});
