/** The run engine's world, put together once a worker: stores, student, trainer, teachers. */
import type { Ledger } from '../../src/app/ports/ledger.ts';
import type { RecordStore } from '../../src/app/ports/records.ts';
import type { Settings } from '../../src/app/ports/settings.ts';
import type { Teacher } from '../../src/app/ports/teacher.ts';
import { Schedules } from '../../src/app/schedules.ts';
import { ASKS_FIRST } from '../../src/app/in-doubt.ts';
import type { RunWorld } from '../../src/app/run/session.ts';
import { IndexedDbLedger } from '../../src/adapters/indexeddb/ledger.ts';
import { IndexedDbRecordStore } from '../../src/adapters/indexeddb/record-store.ts';
import { IndexedDbSettings } from '../../src/adapters/indexeddb/settings.ts';
import { openJournaled } from '../journal/open-journaled.ts';
import { readShipped, shippedSource } from '../../src/adapters/models/catalog.ts';
import { teacherOf } from '../../src/adapters/openai/teachers.ts';
import { OpfsStudentFiles } from '../../src/adapters/opfs/student-files.ts';
import { clock } from '../../src/adapters/system/clock.ts';
import { KeyRing } from '../../src/adapters/system/key-ring.ts';
import { BroadcastRunFeed } from '../../src/adapters/system/run-feed.ts';
import { sleep } from '../../src/adapters/system/sleep.ts';
import { linkedTrainer } from '../../src/adapters/trainer/linked.ts';
import { anyStudentEngine } from '../../src/adapters/student/any-engine.ts';
import { AppError } from '../../src/core/error.ts';
import type { KeySlot } from '../../src/core/id.ts';
import { chosenTeacher, type Project } from '../../src/core/project.ts';

export type Shop = Omit<RunWorld, 'ask' | 'teacher'> & {
	readonly store: RecordStore;
	readonly ledger: Ledger;
	readonly schedules: Schedules;
	/** Whether the user wants to be asked before calls in doubt are asked again. */
	readonly asksFirst: () => Promise<boolean>;
	/** The project's teacher with its key from memory; throws 'teacher/key-missing'. */
	readonly teacherOf: (project: Project) => Teacher;
	/** null forgets it. */
	readonly giveKey: (slot: KeySlot, key: string | null) => void;
};

/** Opens the database and builds the rest on it. */
export async function openShop(onOutdated: () => void): Promise<Shop> {
	const database = await openJournaled({ onOutdated });
	const settings: Settings = new IndexedDbSettings(database);
	const keys = new KeyRing();
	return {
		store: new IndexedDbRecordStore(database),
		ledger: new IndexedDbLedger(database),
		schedules: new Schedules(clock, sleep),
		engine: anyStudentEngine('pools', settings, keys),
		files: new OpfsStudentFiles(),
		feed: new BroadcastRunFeed(),
		clock,
		sleep,
		shipped: shippedSource,
		readShipped,
		trainer: async () => {
			const trainer = await linkedTrainer(settings);
			if (trainer !== undefined) return trainer;
			throw new AppError(
				'trainer/not-linked',
				'No trainer is linked. Start one with `npm start`, or link one on the Trainer page.',
			);
		},
		asksFirst: async () => (await settings.get(ASKS_FIRST)) === 'on',
		teacherOf: (project) => teacherOf(chosenTeacher(project), (slot) => keys.get(slot)),
		giveKey: (slot, key) => {
			if (key === null) keys.drop(slot);
			else keys.keep(slot, key);
		},
	};
}
