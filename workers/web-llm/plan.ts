/** What is needed to run a student on web-llm, read from its files and the libraries beside the app; no weights yet. */
import * as v from 'valibot';
import { AppError, codeOf } from '../../src/core/error.ts';
import type { StudentSource } from '../../src/core/student.ts';
import { libraryOf, type WebLlmLibrary } from '../../src/core/web-llm-library.ts';
import { readSource } from '../student/source-files.ts';

export type Plan = {
	readonly library: WebLlmLibrary;
	readonly tokenizerConfig: Readonly<Record<string, unknown>>;
	readonly endIds: readonly number[];
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
	// First: where no file is here at all, it isn't web-llm's that are missing.
	const config = await read(source, 'config.json', Config);
	const chat = await read(source, 'mlc/mlc-chat-config.json', ChatConfig).catch(withoutMlc);
	const [tensors, tokenizerConfig, generation, list] = await Promise.all([
		read(source, 'mlc/tensor-cache.json', TensorCache),
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
		contextTokens,
		vocabulary: config.vocab_size,
		shards: tensors.records.map(({ dataPath, nbytes }) => ({ path: dataPath, bytes: nbytes })),
		tensorBytes: Math.max(...tensors.records.flatMap(({ records }) => records.map(bytesOf))),
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
