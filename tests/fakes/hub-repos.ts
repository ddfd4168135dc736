/** What the loopback hub has: the practice student as an ONNX repository, and a small one of web-llm's shape. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const STUDENT = join(import.meta.dirname, '../../models/practice-student');
const read = (path: string) => readFileSync(join(STUDENT, path));
export type Files = ReadonlyMap<string, Buffer>;

/** A program with nothing in it: its magic number and version. */
const EMPTY_PROGRAM = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
const SHARD_BYTES = 3_000_000;
const json = (value: unknown) => Buffer.from(JSON.stringify(value));

function practice(): Files {
	const texts = ['README.md', 'config.json', 'generation_config.json', 'tokenizer.json'];
	const graph = read('onnx/model.onnx');
	return new Map([
		...[...texts, 'tokenizer_config.json'].map((path) => [path, read(path)] as const),
		['onnx/model.onnx', graph],
		// The same numbers under another name: which of them is loaded shows in what was fetched.
		['onnx/model_quantized.onnx', graph],
		['onnx/model_q4f16.onnx', graph],
	]);
}

function mlc(): Files {
	const shard = (index: number) => Buffer.alloc(SHARD_BYTES, `shard ${index} `);
	const records = [0, 1].map((index) => ({
		...{ dataPath: `params_shard_${index}.bin`, format: 'raw-shard', nbytes: SHARD_BYTES },
	}));
	return new Map([
		['mlc-chat-config.json', json({ context_window_size: 4096, vocab_size: 3020 })],
		['ndarray-cache.json', json({ metadata: {}, records })],
		['params_shard_0.bin', shard(0)],
		['params_shard_1.bin', shard(1)],
		['tokenizer.json', read('tokenizer.json')],
		['tokenizer_config.json', read('tokenizer_config.json')],
	]);
}

/** By name; `published`: of a model of web-llm's list. */
export function hubRepos(published: {
	readonly repo: string;
	readonly library: string;
}): ReadonlyMap<string, Files> {
	const student = practice();
	const bert = new Map([...student, ['config.json', json({ architectures: ['BertModel'] })]]);
	const mute = new Map([
		...mlc(),
		['tokenizer_config.json', json({})],
		['mute.wasm', EMPTY_PROGRAM],
	]);
	return new Map<string, Files>([
		['retort/practice', student],
		['retort/bert', bert],
		['retort/mute', mute],
		[published.repo, mlc()],
		['libraries', new Map([[published.library, EMPTY_PROGRAM]])],
	]);
}
