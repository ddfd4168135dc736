/** Loads a student into a real MLCEngine, from its own files and a library beside the app. */
import { MLCEngine, type ChatOptions } from '@mlc-ai/web-llm';
import { AppError, messageOf } from '../../src/core/error.ts';
import type { StudentSource } from '../../src/core/student.ts';
import { WEB_LLM_VERSION, type WebLlmLibrary } from '../../src/core/web-llm-library.ts';
import { checkDigest, readSource } from '../student/source-files.ts';
import { ChatTemplate } from './chat-template.ts';
import { adapterForWebLlm, checkAdapter, WatchedGpu } from './gpu.ts';
import { namedError } from './named-error.ts';
import { LIBRARIES, planOf, type Plan } from './plan.ts';
import { LIBRARY_URL, MODEL_URL, serveFiles } from './served-files.ts';

export type Parts = {
	readonly engine: MLCEngine;
	readonly gpu: WatchedGpu;
	readonly template: ChatTemplate;
	/** web-llm's own, which reads every prompt. */
	readonly tokenizer: Tokenizer;
	readonly endIds: ReadonlySet<number>;
	/** Texts that end every reply, and are no part of it. */
	readonly endTexts: readonly string[];
	readonly contextTokens: number;
	readonly vocabulary: number;
};
type Tokenizer = { encode(text: string): Int32Array };
type Bytes = Uint8Array<ArrayBuffer>;
type Report = (bytes: { readonly done: number; readonly total: number | null }) => void;

const MODEL_ID = 'student';

/** Throws AppError 'student/…'; `report` hears of weights and library. One load a worker. */
export async function loadParts(source: StudentSource, report: Report): Promise<Parts> {
	const plan = await planOf(source);
	checkAdapter(await adapterForWebLlm(), plan);
	const template = new ChatTemplate(plan.tokenizerConfig);
	serveFiles(
		plan.shards.map(({ path }) => path),
		readerOf(source, plan, report),
	);
	const gpu = new WatchedGpu();
	const engine = new MLCEngine({
		appConfig: {
			model_list: [{ model: MODEL_URL, model_id: MODEL_ID, model_lib: LIBRARY_URL }],
			cacheBackend: 'cache',
		},
		logLevel: 'SILENT',
	});
	try {
		await gpu.work(engine.reload(MODEL_ID, optionsOf(plan)));
		const tokenizer = tokenizerOf(engine);
		const { endTexts, contextTokens, vocabulary } = plan;
		const known = { endIds: new Set(plan.endIds), endTexts, contextTokens, vocabulary };
		return { engine, gpu, template, tokenizer, ...known };
	} catch (thrown) {
		await checkProgram(source, plan);
		throw loadError(thrown);
	}
}

/** What web-llm 0.2.86 calls in a library; those made before 0.2.80 have other names for it. */
const CALLED = ['TVMFFIFunctionCall', 'TVMFFIFunctionGetGlobal', 'TVMWasmAllocSpace'];

/** Throws 'student/wrong-library' where a model's own program, which failed, is of another web-llm: it says so by no name. */
async function checkProgram(source: StudentSource, { library }: Plan): Promise<void> {
	if (!('path' in library)) return;
	const bytes = await there(source, library.path, () => undefined);
	if (!WebAssembly.validate(bytes)) throw wrongProgram('something else than WebAssembly');
	const has = WebAssembly.Module.exports(await WebAssembly.compile(bytes)).map(({ name }) => name);
	const lacking = CALLED.find((name) => !has.includes(name));
	if (lacking !== undefined) throw wrongProgram(`one without ${lacking}`);
}

function wrongProgram(got: string): AppError {
	return new AppError(
		'student/wrong-library',
		`expected a program for web-llm ${WEB_LLM_VERSION}, got ${got}`,
	);
}

/**
 * Prompts come rendered by the student's own template, so that web-llm's adds nothing: its own can't say what Jinja can,
 * and a '$&' in a message would be taken for a pattern. Its defaults for sampling are the greedy ones.
 */
function optionsOf({ endIds, endTexts, contextTokens }: Plan): ChatOptions {
	return {
		tokenizer_files: ['tokenizer.json'],
		context_window_size: contextTokens,
		sliding_window_size: -1,
		attention_sink_size: -1,
		conv_config: {},
		conv_template: {
			system_template: '{system_message}',
			system_message: '',
			roles: { user: '', assistant: '', tool: '' },
			seps: [''],
			role_content_sep: '',
			role_empty_sep: '',
			stop_str: [...endTexts],
			stop_token_ids: [...endIds],
		},
		temperature: 0,
		top_p: 1,
		repetition_penalty: 1,
		frequency_penalty: 0,
		presence_penalty: 0,
	};
}

/** Reads what web-llm asks for; weights and library are checked against what is listed of them. */
function readerOf(
	source: StudentSource,
	{ library, shards, cachePath }: Plan,
	report: Report,
): (name: string) => Promise<Bytes> {
	const total = shards.reduce((sum, { bytes }) => sum + bytes, library.bytes);
	let done = 0;
	const count = (bytes: number) => {
		report({ done: (done += bytes), total });
	};
	return async (name) => {
		if (name === 'library.wasm')
			return 'path' in library ? there(source, library.path, count) : readLibrary(library, count);
		if (name === 'tensor-cache.json') return there(source, cachePath, () => undefined);
		if (name === 'tokenizer.json') return there(source, name, () => undefined);
		const shard = shards.find(({ path }) => path === name);
		const bytes = await there(source, `mlc/${name}`, shard === undefined ? () => undefined : count);
		if (shard !== undefined && bytes.length !== shard.bytes)
			throw new AppError(
				'student/corrupt-file',
				`mlc/${name}: expected ${shard.bytes} bytes, got ${bytes.length}`,
			);
		return bytes;
	};
}

async function readLibrary(
	{ file, bytes, sha256 }: WebLlmLibrary,
	count: (bytes: number) => void,
): Promise<Bytes> {
	const read = await there(LIBRARIES, file, count);
	await checkDigest({ path: `libraries/${file}`, bytes, sha256 }, read);
	return read;
}

async function there(
	source: StudentSource,
	path: string,
	count: (bytes: number) => void,
): Promise<Bytes> {
	const bytes = await readSource(source, path, count);
	if (bytes !== undefined) return bytes;
	throw new AppError('student/file-missing', `the student has no file ${path}`);
}

/** web-llm has no public way to its tokenizer; without one nobody could prove that it reads prompts as the trainer's does. */
function tokenizerOf(engine: MLCEngine): Tokenizer {
	const pipelines = engine['loadedModelIdToPipeline'] as
		ReadonlyMap<string, { readonly tokenizer: Tokenizer }> | undefined;
	const pipeline = pipelines?.get(MODEL_ID);
	// An abort inside it makes `reload` return as if all were well.
	if (pipeline === undefined)
		throw new AppError('student/load-failed', 'web-llm ended its loading without a student');
	return pipeline.tokenizer;
}

/** web-llm destroys its device where a buffer can't be made. */
function loadError(thrown: unknown): unknown {
	const isDestroyed = thrown instanceof AppError && /\(destroyed\)/.test(thrown.message);
	if (isDestroyed)
		return new AppError('student/out-of-memory', `it doesn't fit on this GPU: ${thrown.message}`, {
			cause: thrown,
		});
	const named = namedError(thrown, 'student/load-failed');
	return named instanceof AppError
		? named
		: new AppError('student/load-failed', messageOf(thrown), { cause: thrown });
}
