/** A run about to score its student, carried out by the real engine worker on the real database, with its page. */
import Dexie from 'dexie';
import { commands, page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../src/ui/base.css';
import { openDatabase, type Database } from '../../../src/adapters/indexeddb/database.ts';
import { IndexedDbLibrary } from '../../../src/adapters/indexeddb/library.ts';
import { IndexedDbRecordStore } from '../../../src/adapters/indexeddb/record-store.ts';
import { WorkerProjectActions } from '../../../src/adapters/run/project-actions.ts';
import { WorkerRunEngine } from '../../../src/adapters/run/run-engine.ts';
import { BroadcastRunFeed } from '../../../src/adapters/system/run-feed.ts';
import { KeyRing } from '../../../src/adapters/system/key-ring.ts';
import { keySlotOf } from '../../../src/core/teacher.ts';
import Loop from '../../../src/ui/pages/loop/Loop.svelte';
import { give, type World } from '../../../src/ui/world.ts';
import { heldOutRun } from '../../fakes/held-out-run.ts';
import { LoopWorld } from '../../fakes/loop-world.ts';
import { MemoryStudentFiles } from '../../fakes/memory-student-files.ts';
import { plainTeacher } from '../../fakes/memory-teachers.ts';
import { RUN } from '../../fakes/rows.ts';
import type { TeacherNews, TeacherWish } from '../../fakes/teacher-command.ts';

declare module 'vitest/browser' {
	interface BrowserCommands {
		teacher: (wish: TeacherWish) => Promise<TeacherNews>;
	}
}

export const { teacher } = commands;

/** Writes the run of these cases. */
async function writeRun(
	database: Database,
	names: readonly string[],
	baseUrl: string,
): Promise<void> {
	const { projects, runs, ...rows } = heldOutRun(names, baseUrl);
	const store = new IndexedDbRecordStore(database);
	for (const project of projects) await store.putProject(project);
	await store.put(rows);
	for (const run of runs) await store.putRun(run);
}

/** The clock of hasty workers jumps, as that of a machine does that slept. */
export function sleepFor(ms: number): void {
	const clock = new BroadcastChannel('hasty-time');
	clock.postMessage(ms);
	clock.close();
}

export class RunScene {
	readonly database: Database;
	readonly engine: WorkerRunEngine;
	readonly library: IndexedDbLibrary;
	#worker: Worker | undefined;
	#page: { unmount(): unknown } | undefined;

	readonly #ring: KeyRing;

	private constructor(database: Database, ring: KeyRing, name = '') {
		this.database = database;
		this.#ring = ring;
		this.library = new IndexedDbLibrary(database, new MemoryStudentFiles(), () => 'new');
		this.engine = new WorkerRunEngine(ring, undefined, () => {
			const url = new URL('./hasty-worker.ts', import.meta.url);
			return (this.#worker = new Worker(url, { type: 'module', name }));
		});
	}

	/** The run of these cases, with a server that does as it should until it is told otherwise. `name`: of the worker. */
	static async open(names: readonly string[], name = ''): Promise<RunScene> {
		const { baseUrl } = await teacher({ do: 'start' });
		const database = await openDatabase();
		await writeRun(database, names, baseUrl).catch(async (thrown: unknown) => {
			await teacher({ do: 'stop' });
			throw thrown;
		});
		const ring = new KeyRing();
		ring.keep(keySlotOf(plainTeacher({ baseUrl })), 'sk-test');
		return new RunScene(database, ring, name);
	}

	/** Its Loop page. */
	async show(): Promise<void> {
		await page.viewport(1280, 900);
		const { settings, alerts, keys, pools } = new LoopWorld();
		const { library, engine } = this;
		const projects = new WorkerProjectActions(engine);
		const world = { library, engine, feed: new BroadcastRunFeed(), projects };
		give({ ...world, settings, alerts, keys, pools } as unknown as World);
		this.#page = await render(Loop, { run: RUN, onfork: () => undefined });
	}

	/** As the form of the page does it. */
	async giveKey(key: string): Promise<void> {
		const { baseUrl } = await teacher({ do: 'tell' });
		await this.engine.giveKey(keySlotOf(plainTeacher({ baseUrl })), key);
	}

	async state() {
		const run = await this.database.relaxed.runs.get(RUN);
		return run?.state;
	}

	/** The same run in another tab: with a worker of its own, on the same database; the key is known there or not. */
	anotherTab(knowsKey = true): RunScene {
		return new RunScene(this.database, knowsKey ? this.#ring : new KeyRing());
	}

	/** As a tab is closed: its worker ends with it. */
	async leave(): Promise<void> {
		await this.#page?.unmount();
		this.#page = undefined;
		this.#worker?.terminate();
	}

	/** Leaves, and forgets everything. */
	async close(): Promise<void> {
		await this.leave();
		this.database.close();
		await teacher({ do: 'stop' });
		await Dexie.delete('retort');
	}
}
