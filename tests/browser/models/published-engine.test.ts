/** A folder of the shape that web-llm publishes, in this browser, on a real MLCEngine: its own program, no config.json. */
import { afterAll, expect, test } from 'vitest';
import { TransformersStudentEngine } from '../../../src/adapters/transformers/student-engine.ts';
import { WebLlmStudentEngine } from '../../../src/adapters/web-llm/student-engine.ts';
import { openFolder } from '../../../src/app/models/bring.ts';
import { answersOf, prompts, SHIPPED } from '../student/practice.ts';
import { forgetModels, models, never, PLAIN_DEVICE } from './hub.ts';

afterAll(forgetModels);
const blobOf = async (path: string) => (await fetch(`/models/${path}`)).blob();

test('answers as the same student does on transformers.js, up to the stop text of its own template', async () => {
	const asking = prompts(2);
	const original = new TransformersStudentEngine();
	await original.load(SHIPPED, { device: 'wasm' }, never);
	const whole = (await answersOf(original, asking)).map(({ text }) => text);
	original.close();
	const stop = whole[0]?.slice(1, 3) ?? '';
	expect(stop).toHaveLength(2);
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
	const [config] = files;
	if (config === undefined) throw new Error('expected the configuration first');
	const chat = JSON.parse(await config.data.text()) as { readonly conv_template: object };
	const ending = { ...chat, conv_template: { ...chat.conv_template, stop_str: ['', stop] } };
	files[0] = { ...config, data: new Blob([JSON.stringify(ending)]) };
	const note = await openFolder(
		{ models },
		{ name: 'Published', id: 'p1', files, dtype: null, device: PLAIN_DEVICE, now: 1 },
		{ onBytes: () => undefined, signal: never },
	);
	expect(note).toMatchObject({ format: 'mlc', contextTokens: 512 });

	const engine = new WebLlmStudentEngine();
	const onGpu = { device: 'webgpu' } as const;
	const facts = await engine.load({ kind: 'stored', folder: note.folder }, onGpu, never);
	expect(facts).toMatchObject({ engine: 'web-llm', contextTokens: 512 });
	const here = await answersOf(engine, asking);
	engine.close();
	const cut = (text: string) => text.split(stop)[0];
	expect(here.map(({ text }) => text)).toEqual(whole.map(cut));
	expect(here[0]?.finish).toBe('stop');
}, 240_000);
