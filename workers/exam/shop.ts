/** The exam worker's world: the database, the files of the user, and students on the engine that is set for pools. */
import type { CreatingWorld } from '../../src/app/exam/create-exam.ts';
import type { ExamWorld } from '../../src/app/exam/carry-out.ts';
import { StreamedFiles } from '../../src/adapters/files/record-files.ts';
import type { Database } from '../../src/adapters/indexeddb/database.ts';
import { IndexedDbExamStore } from '../../src/adapters/indexeddb/exam-store.ts';
import { IndexedDbExportSource } from '../../src/adapters/indexeddb/export-source.ts';
import { IndexedDbRecordStore } from '../../src/adapters/indexeddb/record-store.ts';
import { IndexedDbSettings } from '../../src/adapters/indexeddb/settings.ts';
import { OpfsStudentFiles } from '../../src/adapters/opfs/student-files.ts';
import { anyStudentEngine } from '../../src/adapters/student/any-engine.ts';
import { clock } from '../../src/adapters/system/clock.ts';
import type { KeyRing } from '../../src/adapters/system/key-ring.ts';
import { newId } from '../../src/adapters/system/new-id.ts';
import { sleep } from '../../src/adapters/system/sleep.ts';
import { linkedTrainer } from '../../src/adapters/trainer/linked.ts';
import type { StudentId } from '../../src/core/id.ts';

export function examWorld(database: Database, keys: KeyRing): ExamWorld & CreatingWorld {
	const settings = new IndexedDbSettings(database);
	const records = new IndexedDbRecordStore(database);
	return {
		store: new IndexedDbExamStore(database),
		engine: anyStudentEngine('pools', settings, keys),
		files: new StreamedFiles(),
		pools: new IndexedDbExportSource(database),
		student: (id) => records.student(id as StudentId),
		trainer: () => linkedTrainer(settings),
		weights: new OpfsStudentFiles(),
		projectName: async (project) => (await records.project(project))?.name,
		clock,
		// A laptop that slept has answered nothing meanwhile: this clock doesn't count it.
		steady: () => performance.now(),
		sleep,
		newId,
	};
}
