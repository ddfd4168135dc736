/** The run engine's worker with web-llm as its student's engine: the base proves itself, answers, is judged. */
import Dexie from 'dexie';
import { afterEach, expect, test } from 'vitest';
import { openDatabase } from '../../../src/adapters/indexeddb/database.ts';
import { IndexedDbRecordStore } from '../../../src/adapters/indexeddb/record-store.ts';
import { IndexedDbSettings } from '../../../src/adapters/indexeddb/settings.ts';
import { WorkerRunEngine } from '../../../src/adapters/run/run-engine.ts';
import { KeyRing } from '../../../src/adapters/system/key-ring.ts';
import { keepEngineChoice } from '../../../src/app/engine-choice.ts';
import { studentIdOf } from '../../../src/core/id.ts';
import { recipeFrom } from '../../../src/core/recipe.ts';
import { projectRow, RUN, runRow, seedRow } from '../../fakes/rows.ts';
import { prompts } from './practice.ts';

const ROWS = 3;
const BASE = studentIdOf(RUN, -1);
const workers: Worker[] = [];
afterEach(async () => {
	for (const worker of workers.splice(0)) worker.terminate();
	await Dexie.delete('retort');
});

test('a run answers on web-llm where the user set it, and says so in its rows', async () => {
	const database = await openDatabase();
	const store = new IndexedDbRecordStore(database);
	const recipe = recipeFrom('practice', { seed: 1, baseId: 'retort/practice-student' });
	await store.putProject(projectRow());
	await store.putRun(runRow(RUN, { recipe }));
	const instructions = prompts(ROWS).map(([asked], order) =>
		seedRow(order, { split: 'heldOut', pool: null, instruction: asked?.content ?? '' }),
	);
	await store.put({ instructions });
	await keepEngineChoice(new IndexedDbSettings(database), 'pools', 'web-llm');
	const engine = new WorkerRunEngine(new KeyRing(), undefined, () => {
		const url = new URL('../../../workers/run/worker.ts', import.meta.url);
		const worker = new Worker(url, { type: 'module' });
		workers.push(worker);
		return worker;
	});
	await engine.evaluate(RUN, BASE, 'heldOut');

	const { students, answers, scores, progress } = database.relaxed;
	expect(await students.get(BASE)).toMatchObject({
		selfTest: { passed: true, engine: 'web-llm', device: 'webgpu' },
	});
	expect(await answers.filter(({ author }) => author === BASE).count()).toBe(ROWS);
	expect(await scores.toArray()).toMatchObject([{ iteration: -1, set: 'heldOut', unscored: 0 }]);
	expect(await progress.toArray()).toMatchObject([{ student: { engine: 'web-llm', batch: 1 } }]);
	database.close();
}, 240_000);
