/** Loads a student through transformers.js: its tokenizer, and its graph as an ONNX session on a device. */
import {
	AutoModelForCausalLM,
	AutoTokenizer,
	env,
	type PreTrainedModel,
	type PreTrainedTokenizer,
} from '@huggingface/transformers';
import type { InferenceSession } from 'onnxruntime-web';
import { AppError, messageOf } from '../../src/core/error.ts';
import type { StudentDevice, StudentSource } from '../../src/core/student.ts';
import { isOutOfMemory, Model } from './model.ts';
import { runtimeFor } from './runtime.ts';
import { bytesToLoad, readSource } from './source-files.ts';
import type { TokenParts } from './tokens.ts';
import { weightsOf } from './weights.ts';

export type Parts = {
	readonly tokenizer: PreTrainedTokenizer;
	readonly model: Model;
	readonly endIds: ReadonlySet<number>;
	/** Tokens of prompt and answer together. */
	readonly contextTokens: number;
	readonly vocabulary: number;
	/** As `Loaded` of the protocol. */
	readonly threads: number | null;
};
/** The fields of config.json that we read. */
type Config = { vocab_size?: number; max_position_embeddings?: number; eos_token_id?: EndIds };
type EndIds = number | readonly number[] | null;

/** transformers.js reads by URL; ours leads to `readSource`, never to a network of its own. */
const HOST = 'https://student.invalid/';
/**
 * A smaller model answers faster on one thread: two wait for each other at every small product. 25 M parameters, 101 MB: a
 * step of one row took 7 to 10 ms on one thread, 14.5 on two; pools get a worker a core instead.
 */
const MANY_THREADS_BYTES = 128e6;

/** Throws AppError 'student/…'; after that this worker can't load another (ONNX Runtime repeats its first error). */
export async function loadParts(
	source: StudentSource,
	device: StudentDevice,
	report: (bytes: { readonly done: number; readonly total: number | null }) => void,
): Promise<Parts> {
	readThrough(source, device, report);
	try {
		const weights = await weightsOf(source, device);
		const tokenizer = await tokenizerOf(source);
		const network = await AutoModelForCausalLM.from_pretrained('student', { device, ...weights });
		if (device === 'webgpu') watchDevice();
		const config = network.config as Config;
		return {
			tokenizer,
			model: new Model(sessionOf(network)),
			endIds: endIdsOf(network, config),
			contextTokens: contextOf(config),
			vocabulary: vocabularyOf(config),
			// ONNX Runtime sets it to 1 where the page isn't isolated and it can't start threads.
			threads: device === 'wasm' ? (env.backends.onnx.wasm?.numThreads ?? 1) : null,
		};
	} catch (thrown) {
		throw loadError(thrown, device);
	}
}

/** Tokenizer and configuration alone, for a student that answers elsewhere; throws AppError 'student/…'. */
export async function loadTokens(
	source: StudentSource,
): Promise<TokenParts & { readonly contextTokens: number }> {
	readThrough(source, 'wasm', () => undefined);
	const tokenizer = await tokenizerOf(source);
	const bytes = await readSource(source, 'config.json', () => undefined);
	const config = JSON.parse(new TextDecoder().decode(bytes)) as Config;
	return { tokenizer, vocabulary: vocabularyOf(config), contextTokens: contextOf(config) };
}

async function tokenizerOf(source: StudentSource): Promise<PreTrainedTokenizer> {
	const tokenizer = await AutoTokenizer.from_pretrained('student');
	tokenizer.chat_template ??= await templateBeside(source);
	if (tokenizer.chat_template !== null) return tokenizer;
	throw new AppError('student/wrong-tokenizer', 'its tokenizer has no chat template');
}

function vocabularyOf({ vocab_size }: Config): number {
	if (vocab_size !== undefined) return vocab_size;
	throw new AppError('student/load-failed', 'its config.json has no vocab_size');
}

function contextOf({ max_position_embeddings }: Config): number {
	return max_position_embeddings ?? 2048;
}

function readThrough(
	source: StudentSource,
	device: StudentDevice,
	report: (bytes: { readonly done: number; readonly total: number | null }) => void,
): void {
	const { wasm } = env.backends.onnx;
	if (wasm === undefined) throw new AppError('student/no-device', 'ONNX Runtime came without WASM');
	wasm.wasmPaths = runtimeFor(device);
	wasm.numThreads = 1;
	// Its cache imports a blob: URL, which our content policy forbids; its model cache would keep a second copy.
	env.useWasmCache = false;
	env.useBrowserCache = false;
	env.allowLocalModels = false;
	env.remoteHost = HOST;
	env.remotePathTemplate = '{model}/';
	const total = bytesToLoad(source);
	let done = 0;
	let graphBytes = 0;
	env.fetch = async (input: string | URL | Request) => {
		const url = input instanceof Request ? input.url : input.toString();
		const path = new URL(url).pathname.replace('/student/', '');
		const bytes = await readSource(source, path, (more) => {
			report({ done: (done += more), total });
		});
		if (bytes === undefined) return new Response(null, { status: 404 });
		if (path.startsWith('onnx/')) graphBytes += bytes.length;
		// In time: ONNX Runtime starts its threads with the first session, after all files are read.
		if (graphBytes > MANY_THREADS_BYTES)
			wasm.numThreads = Math.min(4, navigator.hardwareConcurrency);
		return new Response(bytes, { headers: { 'content-length': String(bytes.length) } });
	};
}

/** Newer repositories keep the template in a file of its own, which transformers.js' tokenizers don't read. */
async function templateBeside(source: StudentSource): Promise<string | null> {
	const bytes = await readSource(source, 'chat_template.jinja', () => undefined);
	return bytes === undefined ? null : new TextDecoder().decode(bytes);
}

function sessionOf(network: PreTrainedModel): InferenceSession {
	const { model } = network.sessions as Record<string, InferenceSession | undefined>;
	if (model === undefined) throw new AppError('student/load-failed', 'it has no graph named model');
	return model;
}

/** generation_config.json knows best which tokens end an answer. */
function endIdsOf(network: PreTrainedModel, config: Config): ReadonlySet<number> {
	const generation = network.generation_config as { eos_token_id?: EndIds } | null;
	const ids = generation?.eos_token_id ?? config.eos_token_id ?? null;
	if (ids === null)
		throw new AppError('student/load-failed', 'its configuration names no end token');
	return new Set(typeof ids === 'number' ? [ids] : ids);
}

/** Without its GPU this worker is of no use: an uncaught error ends it, and the engine makes another. */
function watchDevice(): void {
	// Typed as a promise; this build gives the device itself.
	const device = env.backends.onnx.webgpu?.device as GPUDevice | undefined;
	void device?.lost.then(({ message }) => {
		reportError(new Error(`the GPU device was lost: ${message}`));
	});
}

function loadError(thrown: unknown, device: StudentDevice): AppError {
	if (thrown instanceof AppError) return thrown;
	const why = messageOf(thrown);
	if (isOutOfMemory(thrown))
		return new AppError('student/out-of-memory', `it doesn't fit into memory: ${why}`, {
			cause: thrown,
		});
	return new AppError('student/load-failed', `it can't be loaded on ${device}: ${why}`, {
		cause: thrown,
	});
}
