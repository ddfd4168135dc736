import Dexie from 'dexie';
import { expect, test, vi } from 'vitest';
import { live } from '../../../src/adapters/indexeddb/live.ts';
import { IndexedDbPoolEdits } from '../../../src/adapters/indexeddb/pool-edits.ts';
import type { Live } from '../../../src/app/ports/live.ts';
import { codeOf } from '../../../src/core/error.ts';
import { type ProjectId, type RunId, studentIdOf } from '../../../src/core/id.ts';
import type { Project } from '../../../src/core/project.ts';
import {
	answerRow,
	callRow,
	generatedRow,
	PROJECT,
	projectRow,
	rejectionRow,
	RUN,
	runRow,
	seedRow,
	studentRow,
	verdictRow,
} from '../../fakes/rows.ts';
import { NOTHING_MEASURED } from '../../../src/core/plan/measures.ts';
import { jobRow } from '../../fakes/loop-scene.ts';
import { holdProject } from '../../../workers/run/project-lock.ts';
import { freshDatabase, freshName } from './fresh-database.ts';
import { dump, FOLDER, openLibrary, writeProject } from './whole-project.ts';

const OTHER = 'project2' as ProjectId;

/** Everything that a live value has been. */
function heard<T>(live: Live<T>): T[] {
	const values: T[] = [];
	live.subscribe((value) => values.push(value));
	return values;
}

test('a page hears of what either connection writes', async () => {
	const { library, store, ledger } = await openLibrary();
	const projects = heard(library.projects());
	const failed = heard(library.failedCalls(RUN));
	await vi.waitFor(() => {
		expect([projects, failed]).toEqual([[[]], [[]]]);
	});
	await store.putProject(projectRow());
	await ledger.put(callRow('a', { state: 'failed', reply: null }));
	await vi.waitFor(() => {
		expect(projects.at(-1)).toEqual([projectRow()]);
		expect(failed.at(-1)).toEqual([callRow('a', { state: 'failed', reply: null })]);
	});
});

test('a page hears of what a worker writes', async () => {
	const name = freshName();
	const { library } = await openLibrary(await freshDatabase({ name }));
	const projects = heard(library.projects());
	await vi.waitFor(() => {
		expect(projects).toEqual([[]]);
	});
	const worker = new Worker(new URL('writing-worker.ts', import.meta.url), { type: 'module' });
	worker.postMessage({ name, project: projectRow() });
	await vi.waitFor(
		() => {
			expect(projects.at(-1)).toEqual([projectRow()]);
		},
		{ timeout: 20_000 },
	);
	worker.terminate();
});

test('a live value ends with its subscription', async () => {
	const { library, store } = await openLibrary();
	const names: (string | undefined)[] = [];
	const hear = (project: Project | undefined) => names.push(project?.name);
	const subscription = library.project(PROJECT).subscribe(hear);
	const kept = heard(library.project(PROJECT));
	await vi.waitFor(() => {
		expect(names).toEqual([undefined]);
	});
	subscription.unsubscribe();
	await store.putProject(projectRow());
	await vi.waitFor(() => {
		expect(kept).toHaveLength(2);
	});
	expect(names).toEqual([undefined]);
});

test('a live value that can’t be read fails by name', async () => {
	const failure = new Promise((resolve) => {
		live(() => Promise.reject(new Dexie.DataError('odd'))).subscribe(() => undefined, resolve);
	});
	expect(await failure).toMatchObject({ code: 'storage/failed' });
});

test('reading from a database that was closed fails by name', async () => {
	const { library, database } = await openLibrary();
	database.close();
	await expect(library.poolRows(PROJECT, [])).rejects.toMatchObject({ code: 'storage/closed' });
});

test('everything of a run is found from its ids', async () => {
	const opened = await openLibrary();
	const { library } = opened;
	const { project, run, student } = await writeProject(opened);
	await writeProject(opened, OTHER, 'run2' as RunId);
	const first = <T>(live: Live<T>) =>
		new Promise<T>((resolve) => {
			live.subscribe(resolve);
		});
	expect((await first(library.runs(project))).map(({ id }) => id)).toEqual([run]);
	expect((await first(library.runs(null))).map(({ id }) => id)).toEqual([run, 'run2']);
	expect((await first(library.run(run)))?.id).toBe(run);
	expect((await first(library.progress(run)))?.runId).toBe(run);
	expect((await first(library.stages(run))).map(({ stage }) => stage)).toEqual(['imitation']);
	expect((await first(library.students(project))).map(({ iteration }) => iteration).sort()).toEqual(
		[-1, 0],
	);
	expect(await first(library.students(null))).toHaveLength(4);
	expect((await first(library.scores(run))).map(({ studentId }) => studentId)).toEqual([
		student.id,
	]);
	expect((await first(library.reports(run))).map(({ iteration }) => iteration)).toEqual([1]);
	expect((await first(library.jobs(run))).map(({ jobId }) => jobId)).toEqual(['ftjob-1']);
	expect(await first(library.jobs(null))).toHaveLength(2);
	expect((await library.rejections(run, 1)).map(({ index }) => index)).toEqual([4]);
	expect(await library.rejections(run, 2)).toEqual([]);
	expect((await first(library.failedCalls(run))).map(({ key }) => key)).toEqual([
		`${project} lost`,
	]);
});

test('a pool row carries the judgement of the newest student, unscored when an order is missing', async () => {
	const { library, store } = await openLibrary();
	const rows = [0, 1, 2].map((order) => seedRow(order));
	const [judgedTwice, unscored, never] = rows.map(({ id }) => id);
	const [old, young] = [studentRow(0), studentRow(1)];
	const verdict = (id: typeof judgedTwice, student: typeof old, gap: number) =>
		(['teacher-first', 'student-first'] as const).map((order) =>
			verdictRow(id ?? seedRow(0).id, student.id, order, {
				scores: { teacher: 9, student: 9 - gap },
			}),
		);
	await store.put({
		instructions: rows,
		students: [old, young],
		verdicts: [
			...verdict(judgedTwice, old, 6),
			...verdict(judgedTwice, young, 2),
			...verdict(unscored, young, 4).slice(0, 1),
		],
	});
	const found = await library.poolRows(PROJECT, [RUN]);
	expect(
		found.map(({ instruction, difficulty, judged }) => [instruction.id, difficulty, judged]),
	).toEqual([
		[judgedTwice, 2, young.id],
		[unscored, null, young.id],
		[never, null, null],
	]);
	expect((await library.poolRows(PROJECT, []))[0]?.difficulty).toBeNull();
});

test('pool rows come in the order in which they were made, whatever their ids', async () => {
	const { library, store } = await openLibrary();
	const seeds = [10, 9, 2].map((order) => seedRow(order));
	const [parent = seedRow(0)] = seeds;
	await store.put({ instructions: [generatedRow(parent, 0), ...seeds] });
	const found = await library.poolRows(PROJECT, [RUN]);
	expect(found.map(({ instruction: { iteration, order } }) => [iteration, order])).toEqual([
		[0, 2],
		[0, 9],
		[0, 10],
		[1, 0],
	]);
});

test('of two students of one iteration the one of the nearer run judged last', async () => {
	const { library, store } = await openLibrary();
	const fork = 'run2' as RunId;
	const [seed, mine, theirs] = [seedRow(0), studentRow(1, { runId: fork }), studentRow(1)];
	const verdicts = ([student, runId, gap]: readonly [typeof mine, RunId, number]) =>
		(['teacher-first', 'student-first'] as const).map((order) =>
			verdictRow(seed.id, student.id, order, { runId, scores: { teacher: 9, student: 9 - gap } }),
		);
	await store.put({
		instructions: [seed],
		students: [theirs, mine],
		verdicts: [verdicts([theirs, RUN, 6]), verdicts([mine, fork, 1])].flat(),
	});
	expect((await library.poolRows(PROJECT, [fork, RUN]))[0]).toMatchObject({ difficulty: 1 });
	expect((await library.poolRows(PROJECT, [RUN]))[0]).toMatchObject({ difficulty: 6 });
});

test('an instruction opens down to its answers, verdicts, family and calls', async () => {
	const opened = await openLibrary();
	const { project, seeds, generated } = await writeProject(opened);
	const detail = await opened.library.detail(generated.id);
	expect(detail).toMatchObject({ instruction: generated, parent: seeds[0], children: [] });
	expect(detail?.answers.map(({ author }) => author)).toEqual(['run1/student/0', 'teacher']);
	expect(detail?.verdicts.map(({ order }) => order).sort()).toEqual([
		'student-first',
		'teacher-first',
	]);
	expect(detail?.calls.map(({ key }) => key).sort()).toEqual([
		`${project} made`,
		`${project} paid`,
	]);
	const parent = await opened.library.detail(seeds[0].id);
	expect(parent?.children).toEqual([generated]);
	expect(await opened.library.detail(seedRow(99).id)).toBeUndefined();
});

test('an id that begins another’s doesn’t take its rows', async () => {
	const { library, store } = await openLibrary();
	const [one, ten] = [seedRow(1), seedRow(10)];
	await store.put({
		instructions: [one, ten],
		answers: [answerRow(one.id), answerRow(ten.id)],
	});
	expect((await library.detail(one.id))?.answers).toEqual([answerRow(one.id)]);
});

test('pairs set one student’s answers against the teacher’s, and another’s beside them', async () => {
	const { library, store } = await openLibrary();
	const held = seedRow(0, { split: 'heldOut', pool: null });
	const unanswered = seedRow(1, { split: 'heldOut', pool: null });
	const pool = seedRow(2, { pool: 'cache' });
	const trained = seedRow(3, { pool: 'train' });
	const [a, b] = [studentRow(0), studentRow(1)];
	await store.put({
		instructions: [held, unanswered, pool, trained, generatedRow(pool, 0)],
		students: [a, b],
		answers: [
			answerRow(held.id, 'file'),
			...[a, b].map(({ id }) => answerRow(held.id, id)),
			answerRow(unanswered.id),
			...['teacher' as const, a.id].map((author) => answerRow(pool.id, author)),
			answerRow(trained.id, a.id),
		],
		verdicts: (['teacher-first', 'student-first'] as const).map((order) =>
			verdictRow(held.id, a.id, order, {
				scores: { teacher: order === 'teacher-first' ? 10 : 8, student: 4 },
			}),
		),
	});
	const query = { student: a.id, other: b.id } as const;
	expect(await library.pairs({ ...query, set: 'heldOut' })).toMatchObject([
		{
			instruction: held,
			teacher: answerRow(held.id, 'file').text,
			student: answerRow(held.id, a.id).text,
			other: answerRow(held.id, b.id).text,
			scores: { teacher: 9, student: 4 },
			otherScores: null,
		},
	]);
	const cache = await library.pairs({ ...query, other: null, set: 'cache' });
	expect(cache.map(({ instruction }) => instruction.id)).toEqual([pool.id]);
	expect(await library.pairs({ ...query, set: 'development' })).toEqual([]);
	const unknown = studentRow(7).id;
	expect(await library.pairs({ ...query, student: unknown, set: 'cache' })).toEqual([]);
});

test('deleting a project takes all of it, and nothing of another', async () => {
	const opened = await openLibrary();
	const { library, database, files } = opened;
	await writeProject(opened, OTHER, 'run2' as RunId);
	const before = await dump(database);
	await writeProject(opened);
	await library.deleteProject(PROJECT);
	expect(await dump(database)).toEqual(before);
	expect(await files.list()).toEqual([{ folder: FOLDER, bytes: 7 }]);
	await library.deleteProject(OTHER);
	expect(Object.values(await dump(database)).flat()).toEqual([]);
	expect(await files.list()).toEqual([]);
	await library.deleteProject(OTHER);
});

test('a project that a worker carries out isn’t deleted, one that has just come to rest is', async () => {
	const opened = await openLibrary();
	const { library, database } = opened;
	await writeProject(opened);
	const before = await dump(database);
	const release = await holdProject(PROJECT);
	await expect(library.deleteProject(PROJECT)).rejects.toMatchObject({
		code: 'run/held-elsewhere',
	});
	expect(await dump(database)).toEqual(before);
	const deleting = library.deleteProject(PROJECT);
	release();
	await deleting;
	expect(Object.values(await dump(database)).flat()).toEqual([]);
});

test('nobody begins a project while it is deleted', async () => {
	const opened = await openLibrary();
	await writeProject(opened);
	let begun: unknown;
	opened.files.delete = async () => {
		begun = await holdProject(PROJECT).catch(codeOf);
	};
	await opened.library.deleteProject(PROJECT);
	expect(begun).toBe('run/held-elsewhere');
});

test('deleting a project takes copies that never became students too', async () => {
	const opened = await openLibrary();
	const { run } = await writeProject(opened);
	const begun = studentIdOf(run, 0);
	await opened.files.write(begun, 'onnx/model.onnx', new Blob(['wei']));
	await opened.library.deleteProject(PROJECT);
	expect(await opened.files.list()).toEqual([]);
});

test('runs come oldest first, projects last opened first', async () => {
	const { library, store } = await openLibrary();
	await store.putProject(projectRow(PROJECT, { openedAt: 1 }));
	await store.putProject(projectRow(OTHER, { openedAt: 2 }));
	await store.putRun(runRow('a' as RunId, { createdAt: 2 }));
	await store.putRun(runRow('b' as RunId, { createdAt: 1 }));
	const [projects, runs] = [heard(library.projects()), heard(library.runs(PROJECT))];
	await vi.waitFor(() => {
		expect(projects[0]?.map(({ id }) => id)).toEqual([OTHER, PROJECT]);
		expect(runs[0]?.map(({ id }) => id)).toEqual(['b', 'a']);
	});
});

test('a plan is told how many seeds are in use and how long they are, with edits that are not written yet', async () => {
	const { library, store, database } = await openLibrary();
	const rows = [
		seedRow(0, { instruction: '1234' }),
		seedRow(1, { instruction: '12345678', skill: 'sums', split: 'heldOut', pool: null }),
		seedRow(2, { split: 'setAside', pool: null }),
		seedRow(3, { deletedAt: 5 }),
		seedRow(4),
	];
	await store.put({
		instructions: rows,
		answers: [answerRow(seedRow(0).id, 'file', { text: 'ok' }), answerRow(seedRow(0).id)],
	});
	const edits = new IndexedDbPoolEdits(database, () => 1);
	await edits.edit(PROJECT, [seedRow(4).id], { kind: 'delete' });
	expect(await library.seedFacts(PROJECT)).toEqual({
		pool: 1,
		heldOut: 1,
		answered: 1,
		unnamed: 1,
		taskChars: 6,
		answerChars: 2,
	});
});

test('what a run has measured is read off its own calls, rejections, jobs and students', async () => {
	const { library, store, ledger } = await openLibrary();
	const job = jobRow(0, 188, { rows: 16, createdAt: 1000, totalSteps: 3 });
	const steps = { from: { step: 1, atMs: 5000 }, to: { step: 3, atMs: 9000 } };
	await store.putRun(runRow());
	await store.put({
		jobs: [{ ...job, steps }],
		rejections: [rejectionRow(1), rejectionRow(2, { runId: 'run2' as RunId })],
		students: [studentRow(0, { createdAt: 21_000 })],
	});
	const reply = { text: 'x', finish: 'stop' as const, promptTokens: 7, completionTokens: 3 };
	const call = { role: 'generator', reply, sentAt: 100, answeredAt: 350 } as const;
	for (const key of ['a', 'b', 'c']) await ledger.put(callRow(key, call));
	await ledger.put(callRow('d', { ...call, runId: 'run2' as RunId }));
	const { epochs } = runRow().recipe.training;
	expect(await library.measures(RUN)).toEqual({
		roles: { generator: { calls: 3, promptTokens: 21, completionTokens: 9, ms: 750 } },
		candidates: { asked: 3, accepted: 2 },
		student: null,
		training: { rows: 16 * epochs, seconds: 6, besideSeconds: 14 },
		studentBytes: null,
	});
	expect(await library.measures('run3' as RunId)).toEqual(NOTHING_MEASURED);
});
