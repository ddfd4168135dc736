/** A project with a row in every table, and the library that reads it. */
import type { Database } from '../../../src/adapters/indexeddb/database.ts';
import { IndexedDbLedger } from '../../../src/adapters/indexeddb/ledger.ts';
import { IndexedDbLibrary } from '../../../src/adapters/indexeddb/library.ts';
import { IndexedDbRecordStore } from '../../../src/adapters/indexeddb/record-store.ts';
import type { ProjectId, RunId } from '../../../src/core/id.ts';
import { reportId, scoreId, stageEntryId } from '../../../src/core/run.ts';
import type { Student } from '../../../src/core/student.ts';
import { VERDICT_ORDERS } from '../../../src/core/verdict.ts';
import { MemoryStudentFiles } from '../../fakes/memory-student-files.ts';
import {
	answerRow,
	callRow,
	generatedRow,
	progressRow,
	projectRow,
	rejectionRow,
	runRow,
	seedRow,
	studentRow,
	verdictRow,
} from '../../fakes/rows.ts';
import { voteRow } from '../../fakes/vote-row.ts';
import { freshDatabase } from './fresh-database.ts';

export async function openLibrary(
	database?: Database,
	onImported?: (project: ProjectId) => Promise<void>,
) {
	const db = database ?? (await freshDatabase());
	const files = new MemoryStudentFiles();
	let ids = 0;
	return {
		database: db,
		files,
		store: new IndexedDbRecordStore(db),
		ledger: new IndexedDbLedger(db),
		library: new IndexedDbLibrary(db, files, () => `new${ids++}`, onImported),
	};
}
export type OpenLibrary = Awaited<ReturnType<typeof openLibrary>>;

export const FOLDER = 'ft-student-0';
/** Of the text 'weights'. */
const SHA256_OF_WEIGHTS = '9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c';

/** Writes it; returns the ids that tests ask for. */
export async function writeProject(
	{ database, store, ledger, files }: OpenLibrary,
	project = 'project1' as ProjectId,
	run = 'run1' as RunId,
) {
	const own = { projectId: project };
	const ofRun = { ...own, runId: run };
	const seeds = [
		seedRow(0, own),
		seedRow(1, own),
		seedRow(2, { ...own, split: 'heldOut', pool: null }),
	] as const;
	const generated = generatedRow(seeds[0], 3, ofRun);
	const stored: Partial<Student> = {
		source: { kind: 'stored', folder: FOLDER },
		files: [{ path: 'onnx/model.onnx', bytes: 7, sha256: SHA256_OF_WEIGHTS }],
	};
	const student = studentRow(0, { ...ofRun, ...stored });
	const tasks = [...seeds, generated].map(({ id }) => id);
	await files.write(FOLDER, 'onnx/model.onnx', new Blob(['weights']));
	await store.putProject(projectRow(project));
	await store.putRun(runRow(run, own));
	await store.putProgress(progressRow(run, own));
	await ledger.put(callRow(`${project} paid`, ofRun));
	await ledger.put(
		callRow(`${project} made`, { ...ofRun, about: generated.id, role: 'generator' }),
	);
	await ledger.put(callRow(`${project} lost`, { ...ofRun, state: 'failed', reply: null }));
	await ledger.put(callRow(`${project} chat`, { ...ofRun, runId: null }));
	await store.put({
		instructions: [...seeds, generated],
		answers: tasks.flatMap((id) => [
			answerRow(id, 'teacher', { ...own, callKey: callRow(`${project} paid`).key }),
			answerRow(id, student.id, own),
		]),
		verdicts: tasks.flatMap((id) =>
			VERDICT_ORDERS.map((order) => verdictRow(id, student.id, order, ofRun)),
		),
		rejections: [rejectionRow(4, ofRun)],
		students: [studentRow(-1, ofRun), student],
		scores: [
			{
				...{ schema: 1, id: scoreId(student.id, 'heldOut'), ...ofRun, studentId: student.id },
				...{ iteration: 0, set: 'heldOut', relative: null, gain: null, exact: 0.5, n: 1 },
				...{ unscored: 0, bySkill: [], at: 1 },
			},
		],
		stages: [
			{
				...{ schema: 1, id: stageEntryId(run, { iteration: 0, stage: 'imitation' }), ...ofRun },
				...{ iteration: 0, stage: 'imitation', startedAt: 1, finishedAt: 2, seconds: 1 },
			},
		],
		jobs: [
			{
				...{
					schema: 1,
					// As `train-student.ts` makes it.
					id: `${run}-0-0`,
					...ofRun,
					iteration: 0,
					jobId: 'ftjob-1',
					status: 'running',
				},
				...{
					rows: 2,
					tooLong: 0,
					cutOff: 0,
					unanswered: 0,
					leftOut: [],
					step: 1,
					totalSteps: null,
					points: [],
					error: null,
				},
				...{ createdAt: 1, finishedAt: null },
			},
		],
		reports: [
			{
				...{ schema: 1, id: reportId(run, 1), ...ofRun, iteration: 1, difficulty: [], asked: 2 },
				...{ agreement: null, accepted: { hard: 1, easy: 0 }, rejected: {}, budget: [] },
				shortOf: null,
			},
		],
	});
	await database.strict.votes.put(voteRow(run, project));
	return { project, run, seeds, generated, student };
}

/** All rows of all tables, in the order of their keys. */
export async function dump({ relaxed }: Database): Promise<Readonly<Record<string, unknown[]>>> {
	const tables = relaxed.tables.map(async (table): Promise<[string, unknown[]]> => [
		table.name,
		await table.toArray(),
	]);
	return Object.fromEntries(await Promise.all(tables));
}
