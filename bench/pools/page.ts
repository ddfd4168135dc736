/** Fills the app's database with a large project through its own stores: what `bench -- pools` opens before the app. */
import { openDatabase } from '../../src/adapters/indexeddb/database.ts';
import { IndexedDbImportStore } from '../../src/adapters/indexeddb/import-store.ts';
import { IndexedDbRecordStore } from '../../src/adapters/indexeddb/record-store.ts';
import { newId } from '../../src/adapters/system/new-id.ts';
import { studentIdOf, type ProjectId, type RunId } from '../../src/core/id.ts';
import type { Project } from '../../src/core/project.ts';
import { seededRandom } from '../../src/core/random.ts';
import { recipeFrom } from '../../src/core/recipe.ts';
import type { Run } from '../../src/core/run.ts';
import type { Student } from '../../src/core/student.ts';
import { PRACTICE_TEACHER } from '../../src/core/teacher.ts';
import { poolRows, verdictsOn } from './rows.ts';

const database = await openDatabase({ name: 'retort' });
const imports = new IndexedDbImportStore(database);
const records = new IndexedDbRecordStore(database);

/** A project of `rows` instructions, the first `judged` of them judged in both orders; its id. */
async function fill(rows: number, judged: number): Promise<ProjectId> {
	const owner = { project: newId() as ProjectId, run: newId() as RunId };
	const random = seededRandom('pools-bench-verdicts');
	await imports.begin(owner.project);
	let written = 0;
	for (const some of poolRows(owner, rows)) {
		await imports.add({ instructions: some, answers: [] });
		const ids = some.slice(0, Math.max(0, judged - written)).map(({ id }) => id);
		await records.put({ verdicts: verdictsOn(owner, ids, random) });
		written += some.length;
	}
	await records.put({ students: [studentOf(owner)] });
	await imports.commit(projectOf(owner.project), runOf(owner));
	return owner.project;
}

const projectOf = (id: ProjectId): Project => ({
	...{ schema: 1, id, name: 'Pools, measured', kind: 'own', teacher: PRACTICE_TEACHER, seed: 1 },
	...{ importReport: null, createdAt: 0, openedAt: 0 },
});

const runOf = ({ project, run }: { project: ProjectId; run: RunId }): Run => ({
	...{ schema: 1, id: run, projectId: project, name: 'Run', iterations: 3, forkedFrom: null },
	...{ recipe: recipeFrom('lora', { seed: 1, baseId: 'none' }), createdAt: 0 },
	state: { kind: 'finished', at: 0 },
});

const studentOf = ({ project, run }: { project: ProjectId; run: RunId }): Student => ({
	...{ schema: 1, id: studentIdOf(run, 0), projectId: project, runId: run, iteration: 0 },
	...{ baseId: 'none', jobId: null, model: null, source: { kind: 'stored', folder: '' } },
	...{ files: [], selfTest: null, trainedRows: 0, createdAt: 0 },
});

Object.assign(globalThis, { retortFill: fill });
