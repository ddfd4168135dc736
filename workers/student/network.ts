/** What a student's network is to whoever generates with it: a step of a batch, and keys and values between steps. */
import type { InferenceSession } from 'onnxruntime-web';
import { AppError } from '../../src/core/error.ts';

/** Keys and values of what the rows have read so far. */
export interface Cache {
	/** Those of the rows at these places, beside the old ones; undefined where they lie on the GPU, out of reach. */
	keepRows(places: readonly number[]): Cache | undefined;
	/** Frees it. */
	drop(): void;
}
export type Step<C extends Cache = Cache> = {
	readonly rows: number;
	/** [rows, new tokens] */
	readonly ids: BigInt64Array<ArrayBuffer>;
	/** [rows, all tokens so far]: 0 for padding. */
	readonly mask: BigInt64Array<ArrayBuffer>;
	readonly cache: C;
};
export type Stepped<C extends Cache = Cache> = {
	/** Logits of each row's last token, row after row. */
	readonly scores: Float32Array;
	/** Scores of a row. */
	readonly vocabulary: number;
	/** Grown by the new tokens. */
	readonly cache: C;
};

/** A graph on one engine; one step at a time. */
export interface Network<C extends Cache> {
	/** For rows that haven't read anything. */
	emptyCache(rows: number): C;
	/** Leaves the given cache as it was. Throws what the engine throws. */
	run(step: Step<C>): Promise<Stepped<C>>;
}

/** An input that takes keys or values; its name as the graph has it, its dims once it holds `tokens` of `rows`. */
export type CacheInput = {
	readonly name: string;
	readonly output: string;
	readonly type: 'float32' | 'float16';
	readonly dims: (rows: number, tokens: number) => number[];
	readonly bytesPerToken: number;
};

const KNOWN_INPUTS =
	/^(input_ids|attention_mask|position_ids|num_logits_to_keep|past_key_values\..+)$/;

/** `past_key_values.*`, each [rows, heads, tokens, head size]; throws 'student/load-failed' for a graph that can't be fed. */
export function cacheInputsOf(session: InferenceSession): readonly CacheInput[] {
	const stranger = session.inputNames.find((name) => !KNOWN_INPUTS.test(name));
	if (stranger !== undefined)
		throw new AppError('student/load-failed', `its graph wants an unknown input, '${stranger}'`);
	return session.inputMetadata.flatMap((input) => {
		if (!input.isTensor || !input.name.startsWith('past_key_values.')) return [];
		const type = input.type === 'float16' ? 'float16' : 'float32';
		const [heads, size] = [sizeOf(input.shape[1]), sizeOf(input.shape[3])];
		return [
			{
				name: input.name,
				output: input.name.replace('past_key_values', 'present'),
				type,
				dims: (rows: number, tokens: number) => [rows, heads, tokens, size],
				bytesPerToken: heads * size * (type === 'float16' ? 2 : 4),
			},
		];
	});
}

function sizeOf(dim: number | string | undefined): number {
	if (typeof dim === 'number') return dim;
	throw new AppError(
		'student/load-failed',
		`its cache has no fixed size: expected a number, got '${String(dim)}'`,
	);
}
