/** A web-llm that the page takes by itself is held to the student's self-test, once: a real MLCEngine on SwiftShader. */
import { afterAll, expect, test } from 'vitest';
import { OpfsStudentFiles } from '../../../src/adapters/opfs/student-files.ts';
import { ChoosingStudentEngine } from '../../../src/adapters/student/choosing-engine.ts';
import { webLlmTest } from '../../../src/adapters/student/self-tested.ts';
import { TransformersStudentEngine } from '../../../src/adapters/transformers/student-engine.ts';
import { WebLlmStudentEngine } from '../../../src/adapters/web-llm/student-engine.ts';
import { readSelfTest } from '../../../src/app/self-test.ts';
import { never, remote } from './practice.ts';

const SOURCE = { kind: 'stored', folder: 'tests/self-tested' } as const;
const files = new OpfsStudentFiles();
const webLlm = new WebLlmStudentEngine();
const kept = new Map<string, string>();
const settings = {
	get: (name: string) => Promise.resolve(kept.get(name)),
	set: (name: string, value: string) => Promise.resolve(void kept.set(name, value)),
};
const engine = new ChoosingStudentEngine({
	task: 'chat',
	choice: () => Promise.resolve('auto'),
	...{ transformers: new TransformersStudentEngine(), beside: new TransformersStudentEngine() },
	...{ webLlm, remote: new WebLlmStudentEngine(), webLlmTest: webLlmTest(settings) },
	obstacle: () => Promise.resolve(null),
});
afterAll(async () => {
	engine.close();
	await files.delete(SOURCE.folder);
});

test('it repeats it at the first load alone, and where it doesn’t, transformers.js answers', async () => {
	const source = await remote();
	await files.fetchInto(SOURCE.folder, source, () => undefined, never);
	const load = () => engine.load(SOURCE, { device: 'auto' }, never);
	expect(await load()).toMatchObject({ engine: 'web-llm' });
	expect(kept.size).toBe(1);
	// Nothing is loaded in this one: it would throw where it is asked.
	expect(await webLlmTest(settings)(new WebLlmStudentEngine(), SOURCE, never)).toBeNull();

	const { cases, ...rest } = readSelfTest(await files.readText(SOURCE.folder, 'selftest.json'));
	const wrong = { ...rest, cases: cases.map((one) => ({ ...one, greedy_ids: [1, 2] })) };
	await files.write(SOURCE.folder, 'selftest.json', new Blob([JSON.stringify(wrong)]));
	const facts = await load();
	expect(facts).toMatchObject({ engine: 'transformers.js', device: 'wasm' });
	expect(facts.note).toMatch(
		/^web-llm says something else than the trainer’s model does: reply of case 1, token 0 should be 1, is \d+; transformers\.js instead\./,
	);
	expect(webLlm.loaded).toBeNull();
}, 400_000);
