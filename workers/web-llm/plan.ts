/** What is needed to run a student on web-llm, read from its files and the libraries beside the app; no weights yet. */
import * as v from 'valibot';
import { AppError, codeOf } from '../../src/core/error.ts';
import type { StudentSource } from '../../src/core/student.ts';
import { libraryOf, type WebLlmLibrary } from '../../src/core/web-llm-library.ts';
import { readStored } from '../student/opfs.ts';
import { readSource } from '../student/source-files.ts';

/** Of a model that web-llm publishes: it lies in the model's own folder, and was checked when it came. */
type OwnLibrary = {
	readonly path: string;
	readonly bytes: number;
	readonly quantization: string;
};
export type Plan = {
	readonly library: WebLlmLibrary | OwnLibrary;
	/** The list of the weights. */
	readonly cachePath: string;
	readonly tokenizerConfig: Readonly<Record<string, unknown>>;
	readonly endIds: readonly number[];
	/** Texts that end a reply as these ids do. */
	readonly endTexts: readonly string[];
	/** Tokens of prompt and answer together. */
	readonly contextTokens: number;
	readonly vocabulary: number;
	/** Files of the weights, below mlc/. */
	readonly shards: readonly { readonly path: string; readonly bytes: number }[];
	/** Of one tensor at most. */
	readonly tensorBytes: number;
};

/** Where the libraries lie, as readSource reads them. */
export const LIBRARIES: StudentSource = { kind: 'shipped', folder: 'libraries' };

const Size = v.pipe(v.number(), v.integer(), v.minValue(1));
const EndIds = v.nullish(v.union([v.number(), v.array(v.number())]));
const Config = v.looseObject({
	vocab_size: Size,
	max_position_embeddings: v.optional(Size, 2048),
	eos_token_id: EndIds,
});
const ChatConfig = v.looseObject({
	quantization: v.string(),
	vocab_size: Size,
	context_window_size: Size,
	model_lib: v.optional(v.string()),
});
/** As mlc_llm writes it for a model that web-llm publishes; its prompts are rendered by the tokenizer's template all the same. */
const PublishedConfig = v.looseObject({
	quantization: v.string(),
	vocab_size: Size,
	context_window_size: v.optional(v.number()),
	conv_template: v.object({
		stop_token_ids: v.array(v.number()),
		stop_str: v.optional(v.array(v.string()), []),
	}),
});
/** The list says of which context the declared memory is; the model's own may be 30 times that. */
const Note = v.looseObject({ contextTokens: v.nullable(Size) });
const OWN_LIBRARY = 'mlc/library.wasm';
const CACHE = 'mlc/tensor-cache.json';
/** Its name before web-llm 0.2.80. */
const OLDER_CACHE = 'mlc/ndarray-cache.json';
const TensorCache = v.object({
	records: v.array(
		v.object({
			dataPath: v.pipe(v.string(), v.regex(/^[\w.-]+$/)),
			nbytes: Size,
			records: v.array(v.object({ nbytes: Size })),
		}),
	),
});
const Libraries = v.object({
	libraries: v.array(
		v.object({
			key: v.string(),
			file: v.string(),
			bytes: Size,
			sha256: v.string(),
			shape: v.record(v.string(), v.unknown()),
			quantization: v.string(),
			contextTokens: Size,
			prefillChunk: Size,
			webllm: v.string(),
		}),
	),
});

/**
 * Throws 'student/no-mlc-files' where the student wasn't made for web-llm, 'student/no-library' and
 * 'student/wrong-library' as `libraryOf`, 'student/corrupt-file' and the like as `readSource`.
 */
export async function planOf(source: StudentSource): Promise<Plan> {
	const program = await storedFile(source, OWN_LIBRARY);
	if (program !== undefined && (await storedFile(source, 'config.json')) === undefined)
		return publishedPlan(source, program.size);
	// First: where no file is here at all, it isn't web-llm's that are missing.
	const config = await read(source, 'config.json', Config);
	const chat = await read(source, 'mlc/mlc-chat-config.json', ChatConfig).catch(withoutMlc);
	const [tensors, tokenizerConfig, generation, list] = await Promise.all([
		read(source, CACHE, TensorCache),
		read(source, 'tokenizer_config.json', v.looseObject({})),
		read(source, 'generation_config.json', v.object({ eos_token_id: EndIds })),
		read(LIBRARIES, 'libraries.json', Libraries).catch(withoutLibraries),
	]);
	if (chat.vocab_size !== config.vocab_size)
		throw corrupt('mlc/mlc-chat-config.json', `vocab_size ${config.vocab_size} as in config.json`);
	const contextTokens = Math.min(chat.context_window_size, config.max_position_embeddings);
	const { quantization, model_lib: modelLib } = chat;
	return {
		library: libraryOf({ config, quantization, contextTokens, modelLib }, list.libraries),
		tokenizerConfig,
		endIds: endIdsOf(generation.eos_token_id ?? config.eos_token_id),
		endTexts: [],
		contextTokens,
		vocabulary: config.vocab_size,
		...weightsOf(tensors),
		cachePath: CACHE,
	};
}

/** A folder with a program of its own and without config.json, which only our students have. */
async function publishedPlan(source: StudentSource, programBytes: number): Promise<Plan> {
	const cachePath = (await storedFile(source, CACHE)) === undefined ? OLDER_CACHE : CACHE;
	const [chat, tensors, tokenizerConfig, note] = await Promise.all([
		read(source, 'mlc/mlc-chat-config.json', PublishedConfig),
		read(source, cachePath, TensorCache),
		read(source, 'tokenizer_config.json', v.looseObject({})),
		read(source, '.model.json', Note),
	]);
	const { quantization } = chat;
	const most = chat.context_window_size ?? -1;
	const listed = note.contextTokens ?? Infinity;
	return {
		library: { path: OWN_LIBRARY, bytes: programBytes, quantization },
		tokenizerConfig,
		endIds: chat.conv_template.stop_token_ids,
		endTexts: chat.conv_template.stop_str.filter((text) => text !== ''),
		contextTokens: most > 0 ? Math.min(most, listed) : Math.min(listed, USUAL_CONTEXT),
		vocabulary: chat.vocab_size,
		...weightsOf(tensors),
		cachePath,
	};
}
/** Where neither the list nor the model says: what web-llm's list has for nearly all. */
const USUAL_CONTEXT = 4096;

/** undefined where there is none, or where the student isn't in this browser. */
async function storedFile(source: StudentSource, path: string): Promise<File | undefined> {
	if (source.kind !== 'stored') return undefined;
	try {
		return await readStored(source.folder, path);
	} catch (thrown) {
		if (codeOf(thrown) === 'student/file-missing') return undefined;
		throw thrown;
	}
}

function weightsOf({ records }: v.InferOutput<typeof TensorCache>) {
	return {
		shards: records.map(({ dataPath, nbytes }) => ({ path: dataPath, bytes: nbytes })),
		tensorBytes: Math.max(...records.flatMap(({ records: tensors }) => tensors.map(bytesOf))),
	};
}

const bytesOf = ({ nbytes }: { readonly nbytes: number }) => nbytes;

async function read<const Schema extends v.GenericSchema>(
	source: StudentSource,
	path: string,
	schema: Schema,
): Promise<v.InferOutput<Schema>> {
	// Of these only generation_config.json may be missing.
	const bytes = await readSource(source, path, () => undefined);
	const value: unknown = bytes === undefined ? {} : JSON.parse(new TextDecoder().decode(bytes));
	const parsed = v.safeParse(schema, value);
	if (parsed.success) return parsed.output;
	const [issue] = parsed.issues;
	throw corrupt(path, `${v.getDotPath(issue) ?? 'an object'}: ${issue.message}`);
}

function corrupt(path: string, expected: string): AppError {
	return new AppError('student/corrupt-file', `${path}: expected ${expected}`);
}

function endIdsOf(ids: number | readonly number[] | null | undefined): readonly number[] {
	if (ids === null || ids === undefined)
		throw new AppError('student/load-failed', 'its configuration names no end token');
	return typeof ids === 'number' ? [ids] : ids;
}

function withoutMlc(thrown: unknown): never {
	if (codeOf(thrown) !== 'student/file-missing') throw thrown;
	throw new AppError('student/no-mlc-files', 'the student has no weights for web-llm (mlc/)', {
		cause: thrown,
	});
}

function withoutLibraries(thrown: unknown): never {
	if (codeOf(thrown) !== 'student/file-missing') throw thrown;
	throw new AppError('student/no-library', 'this server has no model libraries of web-llm', {
		cause: thrown,
	});
}
