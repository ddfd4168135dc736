/** The exam worker's world: the database, the files of the user, and students on the engine that is set for pools. */
import type { CreatingWorld } from '../../src/app/exam/create-exam.ts';
import type { ExamWorld } from '../../src/app/exam/carry-out.ts';
import { engineChoice } from '../../src/app/engine-choice.ts';
import { StreamedFiles } from '../../src/adapters/files/record-files.ts';
import type { Database } from '../../src/adapters/indexeddb/database.ts';
import { IndexedDbExamStore } from '../../src/adapters/indexeddb/exam-store.ts';
import { IndexedDbExportSource } from '../../src/adapters/indexeddb/export-source.ts';
import { IndexedDbRecordStore } from '../../src/adapters/indexeddb/record-store.ts';
import { IndexedDbSettings } from '../../src/adapters/indexeddb/settings.ts';
import { ChoosingStudentEngine } from '../../src/adapters/student/choosing-engine.ts';
import { RemoteStudentEngine } from '../../src/adapters/remote/student-engine.ts';
import { clock } from '../../src/adapters/system/clock.ts';
import type { KeyRing } from '../../src/adapters/system/key-ring.ts';
import { newId } from '../../src/adapters/system/new-id.ts';
import { sleep } from '../../src/adapters/system/sleep.ts';
import { TransformersStudentEngine } from '../../src/adapters/transformers/student-engine.ts';
import { TransformersTokenReader } from '../../src/adapters/transformers/token-reader.ts';
import { webLlmObstacle } from '../../src/adapters/web-llm/obstacle.ts';
import { WebLlmStudentEngine } from '../../src/adapters/web-llm/student-engine.ts';

export function examWorld(database: Database, keys: KeyRing): ExamWorld & CreatingWorld {
	const settings = new IndexedDbSettings(database);
	const records = new IndexedDbRecordStore(database);
	return {
		store: new IndexedDbExamStore(database),
		engine: new ChoosingStudentEngine({
			task: 'pools',
			choice: () => engineChoice(settings, 'pools'),
			transformers: new TransformersStudentEngine(),
			webLlm: new WebLlmStudentEngine(),
			remote: new RemoteStudentEngine({
				link: () => settings.trainerLink(),
				keyOf: (slot) => keys.get(slot),
				tokens: () => new TransformersTokenReader(),
				...{ clock, sleep, random: Math.random },
			}),
			obstacle: webLlmObstacle,
		}),
		files: new StreamedFiles(),
		pools: new IndexedDbExportSource(database),
		projectName: async (project) => (await records.project(project))?.name,
		clock,
		// A laptop that slept has answered nothing meanwhile: this clock doesn't count it.
		steady: () => performance.now(),
		sleep,
		newId,
	};
}
