/** The product's own run engine without its pages, driven from outside: what `bench -- loop` opens in Chromium. */
import { openDatabase } from '../../src/adapters/indexeddb/database.ts';
import { IndexedDbLibrary } from '../../src/adapters/indexeddb/library.ts';
import { IndexedDbRecordStore } from '../../src/adapters/indexeddb/record-store.ts';
import { IndexedDbSettings } from '../../src/adapters/indexeddb/settings.ts';
import { OpfsStudentFiles } from '../../src/adapters/opfs/student-files.ts';
import { WorkerProjectActions } from '../../src/adapters/run/project-actions.ts';
import { WorkerRunEngine } from '../../src/adapters/run/run-engine.ts';
import { KeyRing } from '../../src/adapters/system/key-ring.ts';
import { newId } from '../../src/adapters/system/new-id.ts';
import { firstValue } from '../../src/app/live.ts';
import type { PracticeOptions } from '../../src/app/world-ports.ts';
import type { RunId } from '../../src/core/id.ts';
import type { Recipe } from '../../src/core/recipe.ts';
import type { IterationReport, Run, Score, StageEntry } from '../../src/core/run.ts';
import type { TrainerLink } from '../../src/app/ports/trainer.ts';

export type RunResult = {
	readonly run: Run;
	readonly scores: readonly Score[];
	readonly stages: readonly StageEntry[];
	readonly reports: readonly IterationReport[];
};

const database = await openDatabase({ name: 'retort' });
const store = new IndexedDbRecordStore(database);
const library = new IndexedDbLibrary(database, new OpfsStudentFiles(), newId);
const settings = new IndexedDbSettings(database);
const engine = new WorkerRunEngine(new KeyRing());
const actions = new WorkerProjectActions(engine);

export type BenchDriver = typeof driver;
const driver = {
	link: (link: TrainerLink) => settings.linkTrainer(link),
	create: (options: PracticeOptions) => actions.createPractice(options),
	fork: (run: RunId, recipe: Recipe) => actions.forkRun(run, 0, recipe),
	start: (run: RunId) => engine.start(run),
	state: async (run: RunId) => (await store.run(run))?.state,
	progress: (run: RunId) => store.progress(run),
	/** Scores the run's own students on the development set. */
	develop: async (run: RunId) => {
		const own = (await firstValue(library.students(null))).filter(({ runId }) => runId === run);
		for (const { id } of own) await engine.evaluate(run, id, 'development');
	},
	result: async (id: RunId): Promise<RunResult> => {
		const chain = await store.runChain(id);
		const [run] = chain;
		if (run === undefined) throw new Error(`no run ${id}`);
		// Of an ancestor only what was taken over: everything up to and with the iteration of the fork.
		const of = async <T extends { readonly iteration: number }>(
			read: (run: RunId) => Promise<readonly T[]>,
		) => {
			const rows: T[] = [];
			let last = Number.POSITIVE_INFINITY;
			for (const one of chain) {
				rows.push(...(await read(one.id)).filter(({ iteration }) => iteration <= last));
				last = Math.min(last, one.forkedFrom?.iteration ?? last);
			}
			return rows;
		};
		return {
			run,
			scores: await of((one) => firstValue(library.scores(one))),
			stages: await of((one) => firstValue(library.stages(one))),
			reports: await of((one) => firstValue(library.reports(one))),
		};
	},
};
Object.assign(globalThis, { retortBench: driver });
