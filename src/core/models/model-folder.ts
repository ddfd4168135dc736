/** What a folder of files holds: the format of its model, where each file goes, and what is missing. */
import { AppError } from '../error.ts';
import { dtypeOf, graphName, type Dtype } from './dtype.ts';
import type { ModelFormat } from './model-note.ts';

export type Placed = {
	/** In the folder that was given. */
	readonly from: string;
	/** In the student's folder. */
	readonly to: string;
};
export type FolderPlan = {
	readonly format: ModelFormat;
	/** Files beside the weights: they come first, since they tell whether the weights are worth fetching. */
	readonly small: readonly Placed[];
	/** One entry a way of writing the weights; of web-llm's formats there is one, 'mlc'. */
	readonly weights: ReadonlyMap<Dtype | 'mlc', readonly Placed[]>;
};

/** Read by transformers.js; of the optional ones those that are there are taken. */
const ONNX_NEEDED = ['config.json', 'tokenizer.json', 'tokenizer_config.json'];
const ONNX_OPTIONAL = ['generation_config.json', 'chat_template.jinja', 'README.md', 'selftest.json'];
const MLC_CONFIG = 'mlc-chat-config.json';
const MLC_CACHES = ['tensor-cache.json', 'ndarray-cache.json'];
const MLC_TOKENIZERS = /^(tokenizer\.(json|model)|tokenizer_config\.json|vocab\.json|merges\.txt|added_tokens\.json|README\.md)$/;
const MLC_SHARD = /^params_shard_\d+\.bin$/;
export const MLC_LIBRARY = 'mlc/library.wasm';

export const WEIGHTS = /(\.bin|\.onnx|\.onnx_data(_\d+)?)$/;

/** Throws 'models/no-model' where nothing in it is one, 'models/file-missing' with all that is missing. */
export function planFolder(
	paths: readonly string[],
	{ needsLibrary }: { readonly needsLibrary: boolean },
): FolderPlan {
	if (paths.some((path) => path.endsWith('.onnx'))) return planOnnx(paths);
	if (paths.some((path) => nameOf(path) === MLC_CONFIG)) return planMlc(paths, needsLibrary);
	throw new AppError(
		'models/no-model',
		`Expected a folder with onnx/model….onnx for transformers.js, or with ${MLC_CONFIG} for web-llm; got ${String(paths.length)} files${paths.length === 0 ? '' : `, such as ${paths.slice(0, 3).join(', ')}`}.`,
	);
}

function planOnnx(paths: readonly string[]): FolderPlan {
	const weights = new Map<Dtype | 'mlc', readonly Placed[]>();
	// A trainer's student has both: it stays one that either engine can load.
	const forWebLlm = paths
		.filter((path) => path.startsWith('mlc/'))
		.map((path) => ({ from: path, to: path }));
	for (const path of paths) {
		const dtype = dtypeOf(nameOf(path));
		if (dtype === undefined || !/^(onnx\/)?[^/]+$/.test(path)) continue;
		const parts = paths.filter((other) => other === path || isDataOf(other, path));
		const graph = parts.map((from) => ({ from, to: `onnx/${nameOf(from)}` }));
		weights.set(dtype, [...graph, ...forWebLlm]);
	}
	const missing = ONNX_NEEDED.filter((path) => !paths.includes(path));
	if (weights.size === 0) missing.push(`onnx/${graphName('fp32')}`);
	refuseMissing(missing);
	const small = [...ONNX_NEEDED, ...ONNX_OPTIONAL].filter((path) => paths.includes(path));
	return { format: 'onnx', small: small.map((path) => ({ from: path, to: path })), weights };
}

/** A graph above 2 GB keeps its tensors in files beside it: model.onnx_data, model.onnx_data_1 … */
function isDataOf(path: string, graph: string): boolean {
	return path.startsWith(`${graph}_data`);
}

/** At the hub all files lie side by side; exported by us, they lie as our engine reads them. */
function planMlc(paths: readonly string[], needsLibrary: boolean): FolderPlan {
	const find = (test: (name: string) => boolean) =>
		paths.filter((path) => /^(mlc\/)?[^/]+$/.test(path) && test(nameOf(path)));
	const inMlc = (from: string) => ({ from, to: `mlc/${nameOf(from)}` });
	const caches = MLC_CACHES.flatMap((name) => find((other) => other === name)).slice(0, 1);
	const shards = find((name) => MLC_SHARD.test(name));
	const tokenizers = find((name) => MLC_TOKENIZERS.test(name));
	const [library] = find((name) => name.endsWith('.wasm'));
	refuseMissing([
		...(caches.length === 0 ? [MLC_CACHES.join(' or ')] : []),
		...(shards.length === 0 ? ['params_shard_0.bin'] : []),
		...['tokenizer.json', 'tokenizer_config.json'].filter(
			(name) => !tokenizers.some((path) => nameOf(path) === name),
		),
		...(needsLibrary && library === undefined ? [MLC_LIBRARY] : []),
	]);
	const small = [
		...find((name) => name === MLC_CONFIG).map(inMlc),
		...caches.map(inMlc),
		...tokenizers.map((from) => ({ from, to: nameOf(from) })),
		...(needsLibrary && library !== undefined ? [{ from: library, to: MLC_LIBRARY }] : []),
	];
	return { format: 'mlc', small, weights: new Map([['mlc', shards.map(inMlc)]]) };
}

function refuseMissing(missing: readonly string[]): void {
	if (missing.length === 0) return;
	throw new AppError(
		'models/file-missing',
		`The model is not whole: expected ${missing.join(', ')}, which ${missing.length === 1 ? 'is' : 'are'} not there.`,
	);
}

function nameOf(path: string): string {
	return path.slice(path.lastIndexOf('/') + 1);
}
