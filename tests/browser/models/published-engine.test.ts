/** A folder of the shape that web-llm publishes, in this browser, on a real MLCEngine: its own program, no config.json. */
import { afterAll, expect, test } from 'vitest';
import { TransformersStudentEngine } from '../../../src/adapters/transformers/student-engine.ts';
import { WebLlmStudentEngine } from '../../../src/adapters/web-llm/student-engine.ts';
import { openFolder } from '../../../src/app/models/bring.ts';
import { answersOf, prompts, SHIPPED } from '../student/practice.ts';
import { forgetModels, models, never, PLAIN_DEVICE } from './hub.ts';

afterAll(forgetModels);
const blobOf = async (path: string) => (await fetch(`/models/${path}`)).blob();

test('answers as the same student does on transformers.js', async () => {
	const { libraries } = (await (await fetch('/models/libraries/libraries.json')).json()) as {
		readonly libraries: readonly { readonly file: string }[];
	};
	const student = 'practice-student';
	const folder = [
		['mlc-chat-config.json', `${student}/mlc/mlc-chat-config.json`],
		['ndarray-cache.json', `${student}/mlc/tensor-cache.json`],
		['params_shard_0.bin', `${student}/mlc/params_shard_0.bin`],
		['tokenizer.json', `${student}/tokenizer.json`],
		['tokenizer_config.json', `${student}/tokenizer_config.json`],
		['practice-webgpu.wasm', `libraries/${libraries[0]?.file ?? ''}`],
	] as const;
	const files = await Promise.all(
		folder.map(async ([path, from]) => ({ path, data: await blobOf(from) })),
	);
	const note = await openFolder(
		{ models },
		{ name: 'Published', id: 'p1', files, dtype: null, device: PLAIN_DEVICE, now: 1 },
		{ onBytes: () => undefined, signal: never },
	);
	expect(note).toMatchObject({ format: 'mlc', contextTokens: 512 });

	const engine = new WebLlmStudentEngine();
	const asking = prompts(2);
	const onGpu = { device: 'webgpu' } as const;
	const facts = await engine.load({ kind: 'stored', folder: note.folder }, onGpu, never);
	expect(facts).toMatchObject({ engine: 'web-llm', contextTokens: 512 });
	const here = await answersOf(engine, asking);
	engine.close();
	const original = new TransformersStudentEngine();
	await original.load(SHIPPED, { device: 'wasm' }, never);
	const texts = (answers: typeof here) => answers.map(({ text }) => text);
	expect(texts(here)).toEqual(texts(await answersOf(original, asking)));
	original.close();
}, 240_000);
