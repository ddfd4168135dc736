/** What a model's small files and its graph say of it: whether it is one that answers here, told before it is loaded. */
import { AppError } from '../error.ts';
import { graphName, type Dtype } from './dtype.ts';

/** Texts by path; undefined where the folder has no such file. */
type Texts = (path: string) => string | undefined;
export type ModelFacts = { readonly contextTokens: number | null };

/** Of a graph, as its file says. */
export type GraphFacts = {
	readonly inputs: readonly string[];
	/** Files with its tensors, by name, and how many bytes each must have. */
	readonly data: ReadonlyMap<string, number>;
};

/** What our decode loop gives a graph. */
const GIVEN = /^(input_ids|attention_mask|position_ids|num_logits_to_keep|past_key_values\..+)$/;

/** Throws 'models/not-causal', 'models/wrong-tokenizer', 'models/corrupt-file'. */
export function checkOnnxTexts(texts: Texts): ModelFacts {
	const config = record(texts, 'config.json');
	const { architectures, vocab_size: vocabulary, max_position_embeddings: context } = config;
	const names = Array.isArray(architectures) ? architectures.map(String) : [];
	if (names.length > 0 && !names.some((name) => /ForCausalLM|LMHeadModel/.test(name)))
		throw new AppError(
			'models/not-causal',
			`Expected a causal language model, which writes on from a text; config.json says ${names.join(', ')}.`,
		);
	if (typeof vocabulary !== 'number') throw noVocabulary('config.json', vocabulary);
	const tokenizer = record(texts, 'tokenizer.json');
	const template =
		record(texts, 'tokenizer_config.json')['chat_template'] ?? texts('chat_template.jinja');
	checkTemplate(template, 'tokenizer_config.json or chat_template.jinja');
	checkTokenizer(tokenizer, { template, vocabulary, config: 'config.json' });
	return { contextTokens: typeof context === 'number' ? context : null };
}

/**
 * Shards and their sizes as the cache lists them, by name. Throws 'models/file-missing', 'models/wrong-tokenizer',
 * 'models/corrupt-file'.
 */
export function checkMlcTexts(texts: Texts): ModelFacts & {
	readonly shards: ReadonlyMap<string, number>;
} {
	const config = 'mlc/mlc-chat-config.json';
	const { context_window_size: context, vocab_size: vocabulary } = record(texts, config);
	if (typeof vocabulary !== 'number') throw noVocabulary(config, vocabulary);
	const tokenizer = record(texts, 'tokenizer.json');
	// web-llm's prompts are rendered by this one alone.
	const template = record(texts, 'tokenizer_config.json')['chat_template'];
	checkTemplate(template, 'tokenizer_config.json');
	checkTokenizer(tokenizer, { template, vocabulary, config });
	const path = texts('mlc/tensor-cache.json') === undefined ? 'mlc/ndarray-cache.json' : 'mlc/tensor-cache.json';
	const { records } = record(texts, path);
	const shards = new Map<string, number>();
	for (const entry of Array.isArray(records) ? records : []) {
		const { dataPath, nbytes } = (entry ?? {}) as Record<string, unknown>;
		if (typeof dataPath === 'string' && typeof nbytes === 'number') shards.set(dataPath, nbytes);
	}
	if (shards.size === 0)
		throw new AppError('models/corrupt-file', `${path}: expected a list of shards, got none.`);
	return { contextTokens: typeof context === 'number' ? context : null, shards };
}

/** Throws 'models/no-cache', 'models/unknown-input'. */
export function checkGraph({ inputs }: GraphFacts, dtype: Dtype): void {
	const file = `onnx/${graphName(dtype)}`;
	if (!inputs.includes('input_ids') || !inputs.some((name) => name.startsWith('past_key_values.')))
		throw new AppError(
			'models/no-cache',
			`${file}: expected the inputs input_ids and past_key_values of a causal language model with its cache, got ${inputs.slice(0, 4).join(', ')}. Exported for text generation “with past”, it would have them.`,
		);
	const stranger = inputs.find((name) => !GIVEN.test(name));
	if (stranger !== undefined)
		throw new AppError(
			'models/unknown-input',
			`${file}: its input ${stranger} is none that Retort gives a model.`,
		);
}

/** Throws 'models/file-missing', 'models/truncated': `expected` says what each file must have at least. */
export function checkSizes(
	expected: ReadonlyMap<string, number>,
	sizeOf: (name: string) => number | undefined,
): void {
	const missing = [...expected.keys()].filter((name) => sizeOf(name) === undefined);
	if (missing.length > 0)
		throw new AppError(
			'models/file-missing',
			`The model is not whole: expected ${missing.join(', ')}, which ${missing.length === 1 ? 'is' : 'are'} not there.`,
		);
	for (const [name, bytes] of expected) {
		const got = sizeOf(name) ?? 0;
		if (got < bytes)
			throw new AppError(
				'models/truncated',
				`${name}: expected ${String(bytes)} bytes, got ${String(got)}. It was cut off on its way.`,
			);
	}
}

function noVocabulary(path: string, got: unknown): AppError {
	return new AppError(
		'models/corrupt-file',
		`${path}: expected the number vocab_size, got ${JSON.stringify(got)}.`,
	);
}

function checkTemplate(template: unknown, where: string): void {
	if (template !== undefined && template !== null) return;
	throw new AppError(
		'models/wrong-tokenizer',
		`Expected a chat template in ${where}, got none: it is not a model to talk to, or its tokenizer is of another.`,
	);
}

type Added = { readonly id?: unknown; readonly content?: unknown };

/**
 * The ids of a tokenizer must be rows of the network's embedding. Gemma 3 of texts alone has the token of an image too,
 * one above its rows, which its prompts never hold.
 */
function checkTokenizer(
	tokenizer: Readonly<Record<string, unknown>>,
	of: { readonly template: unknown; readonly vocabulary: number; readonly config: string },
): void {
	const { model, added_tokens: added } = tokenizer as {
		readonly model?: { readonly vocab?: unknown };
		readonly added_tokens?: readonly Added[];
	};
	const vocab = model?.vocab;
	if (typeof vocab !== 'object' || vocab === null)
		throw new AppError('models/wrong-tokenizer', 'tokenizer.json: expected a vocabulary, got none.');
	// An object of ids, or, of a unigram model, a list in the order of the ids.
	const ids: readonly unknown[] = Array.isArray(vocab) ? [vocab.length - 1] : Object.values(vocab);
	const { template } = of;
	const written = typeof template === 'string' ? template : JSON.stringify(template);
	const used = (added ?? []).filter(
		({ content }) => typeof content !== 'string' || written.includes(content),
	);
	const all = [...ids, ...used.map(({ id }) => id)];
	const largest = all.reduce<number>((most, id) => (typeof id === 'number' && id > most ? id : most), -1);
	if (largest >= of.vocabulary)
		throw new AppError(
			'models/wrong-tokenizer',
			`tokenizer.json gives token ${String(largest)}, the network of ${of.config} knows ${String(of.vocabulary)}: it is the tokenizer of another model.`,
		);
}

function record(texts: Texts, path: string): Readonly<Record<string, unknown>> {
	const text = texts(path);
	if (text === undefined)
		throw new AppError('models/file-missing', `The model is not whole: expected ${path}.`);
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (cause) {
		throw new AppError('models/corrupt-file', `${path}: expected JSON, got something else.`, { cause });
	}
	if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
	throw new AppError('models/corrupt-file', `${path}: expected an object, got ${typeof value}.`);
}
