/** The compiled model libraries of web-llm that ship with the app, and which of them runs a student: told by its shape. */
import { AppError } from './error.ts';

/** The version of @mlc-ai/web-llm that the page has; a library of another one calls what isn't there. */
export const WEB_LLM_VERSION = '0.2.86';

export type WebLlmLibrary = {
	readonly key: string;
	/** Beside the list. */
	readonly file: string;
	readonly bytes: number;
	/** Lower-case hex. */
	readonly sha256: string;
	/** With which it was compiled: fields of config.json by their names there, and `architecture`, its `model_type`. */
	readonly shape: Readonly<Record<string, unknown>>;
	readonly quantization: string;
	/** Tokens of prompt and answer that it can hold at most. */
	readonly contextTokens: number;
	/** Tokens of a prompt that it reads at once. */
	readonly prefillChunk: number;
	/** Version of web-llm whose interface it has. */
	readonly webllm: string;
};

type Json = Readonly<Record<string, unknown>>;
export type WebLlmStudent = {
	/** Its config.json. */
	readonly config: Json;
	/** Of mlc-chat-config.json. */
	readonly quantization: string;
	readonly contextTokens: number;
	/** Key of its library where it names one. */
	readonly modelLib: string | undefined;
};

/**
 * The library of the student: the one that it names, else the first of its shape and quantisation. Throws
 * 'student/no-library' where there is none, 'student/wrong-library' where the only one is of another web-llm, or the named
 * one of another shape.
 */
export function libraryOf(
	student: WebLlmStudent,
	libraries: readonly WebLlmLibrary[],
): WebLlmLibrary {
	const { modelLib } = student;
	const named = libraries.find(({ key }) => key === modelLib);
	const found = named ?? libraries.find((library) => differences(student, library).length === 0);
	if (found === undefined)
		throw new AppError(
			'student/no-library',
			`no model library of web-llm was built for its shape: ${shapeWords(student)}`,
		);
	const [difference] = differences(student, found);
	if (difference !== undefined)
		throw new AppError('student/wrong-library', `the library ${found.key} is for ${difference}`);
	if (found.webllm !== WEB_LLM_VERSION)
		throw new AppError(
			'student/wrong-library',
			`expected a library for web-llm ${WEB_LLM_VERSION}, got ${found.key} for ${found.webllm}`,
		);
	return found;
}

/** In words: "hidden_size 256, not 128". */
function differences(student: WebLlmStudent, library: WebLlmLibrary): readonly string[] {
	const has = shapeOf(student);
	const wanted = { ...library.shape, quantization: library.quantization };
	const of = Object.entries(wanted).flatMap(([name, value]) =>
		isSame(value, has[name]) ? [] : [`${name} ${words(value)}, not ${words(has[name])}`],
	);
	return student.contextTokens <= library.contextTokens
		? of
		: [...of, `${library.contextTokens} tokens of context, not ${student.contextTokens}`];
}

/** The fields of config.json, those filled in that a Llama may leave out. */
function shapeOf({ config, quantization }: WebLlmStudent): Json {
	const { hidden_size: width, num_attention_heads: heads, rope_parameters: rope } = config;
	const headWidth = typeof width === 'number' && typeof heads === 'number' ? width / heads : null;
	const ropeFields = typeof rope === 'object' && rope !== null ? rope : {};
	return {
		architecture: config.model_type,
		head_dim: headWidth,
		num_key_value_heads: heads,
		rope_theta: 10_000,
		tie_word_embeddings: false,
		attention_bias: false,
		mlp_bias: false,
		...ropeFields,
		...config,
		quantization,
	};
}

function shapeWords(student: WebLlmStudent): string {
	const has = shapeOf(student);
	const fields = ['model_type', 'hidden_size', 'num_hidden_layers', 'vocab_size', 'quantization'];
	return fields.map((name) => `${name} ${words(has[name])}`).join(', ');
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
const words = (value: unknown) =>
	value === undefined ? 'unknown' : typeof value === 'string' ? value : JSON.stringify(value);
