/** The student's network: one step of a batch through its ONNX session, with the cache of keys and values. */
import { Tensor } from '@huggingface/transformers';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-web';
import { AppError, messageOf } from '../../src/core/error.ts';
import { asFloat32, positionsOf } from './positions.ts';

/** `past_key_values.*` by name; each [rows, heads, tokens so far, head size]. */
export type Cache = Readonly<Record<string, OrtTensor>>;
export type Step = {
	readonly rows: number;
	/** [rows, new tokens] */
	readonly ids: BigInt64Array<ArrayBuffer>;
	/** [rows, all tokens so far]: 0 for padding. */
	readonly mask: BigInt64Array<ArrayBuffer>;
	readonly cache: Cache;
};
export type Stepped = {
	/** Logits, row after row. */
	readonly scores: Float32Array;
	/** Scores of a row. */
	readonly vocabulary: number;
	readonly cache: Cache;
};
const KNOWN_INPUTS =
	/^(input_ids|attention_mask|position_ids|num_logits_to_keep|past_key_values\..+)$/;

export class Model {
	/** Milliseconds that the network has worked so far. */
	workedMs = 0;
	/** New tokens that one run may have; more are read in pieces, which ONNX Runtime allows for a single row. */
	pieceTokens = Infinity;
	readonly #session: InferenceSession;
	readonly #cacheInputs: readonly InferenceSession.TensorValueMetadata[];
	/** A session runs one step at a time. */
	#turn: Promise<unknown> = Promise.resolve();

	/** Throws 'student/load-failed' for a graph with inputs that nobody here gives. */
	constructor(session: InferenceSession) {
		this.#session = session;
		const stranger = session.inputNames.find((name) => !KNOWN_INPUTS.test(name));
		if (stranger !== undefined)
			throw new AppError('student/load-failed', `its graph wants an unknown input, '${stranger}'`);
		this.#cacheInputs = session.inputMetadata.filter(
			(input): input is InferenceSession.TensorValueMetadata =>
				input.isTensor && input.name.startsWith('past_key_values.'),
		);
	}

	/** Bytes of the cache for one token of one row. */
	get cacheBytesPerToken(): number {
		return this.#cacheInputs.reduce(
			(total, { shape, type }) =>
				total + sizeOf(shape[1]) * sizeOf(shape[3]) * (type === 'float16' ? 2 : 4),
			0,
		);
	}

	/** For rows that haven't read anything. */
	emptyCache(rows: number): Cache {
		return Object.fromEntries(
			this.#cacheInputs.map(({ name, type, shape }) => {
				const dims = [rows, sizeOf(shape[1]), 0, sizeOf(shape[3])];
				const nothing = type === 'float16' ? new Uint16Array(0) : new Float32Array(0);
				return [name, ort(type, nothing, dims)];
			}),
		);
	}

	/**
	 * Scores of the next token, row after row, and the cache grown by the new tokens; the given cache is used up.
	 * Throws 'student/step-failed', 'student/out-of-memory'.
	 */
	step(step: Step): Promise<Stepped> {
		const result = this.#turn.then(() => this.#runInPieces(step));
		this.#turn = result.catch(() => undefined);
		return result;
	}

	async #runInPieces({ rows, ids, mask, cache }: Step): Promise<Stepped> {
		let past = mask.length / rows - ids.length / rows;
		let left = ids;
		let read = cache;
		while (rows === 1 && left.length > this.pieceTokens) {
			past += this.pieceTokens;
			const piece = left.slice(0, this.pieceTokens);
			read = (await this.#run({ rows, ids: piece, mask: mask.slice(0, past), cache: read })).cache;
			left = left.slice(this.pieceTokens);
		}
		return this.#run({ rows, ids: left, mask, cache: read });
	}

	async #run({ rows, ids, mask, cache }: Step): Promise<Stepped> {
		const began = performance.now();
		const inputs: Record<string, OrtTensor> = {
			input_ids: ort('int64', ids, [rows, ids.length / rows]),
			attention_mask: ort('int64', mask, [rows, mask.length / rows]),
			...cache,
		};
		const newTokens = ids.length / rows;
		if (this.#session.inputNames.includes('position_ids'))
			inputs['position_ids'] = ort('int64', positionsOf(mask, rows, newTokens), [rows, newTokens]);
		if (this.#session.inputNames.includes('num_logits_to_keep'))
			inputs['num_logits_to_keep'] = ort('int64', BigInt64Array.of(1n), []);
		let outputs: InferenceSession.OnnxValueMapType;
		try {
			outputs = await this.#session.run(inputs);
		} catch (cause) {
			const code = isOutOfMemory(cause) ? 'student/out-of-memory' : 'student/step-failed';
			throw new AppError(code, `the network failed: ${messageOf(cause)}`, { cause });
		}
		drop(cache);
		const { logits } = outputs as { logits: OrtTensor };
		const [, kept = 1, vocabulary = 0] = logits.dims;
		const grown = this.#cacheInputs.map(({ name }) => [
			name,
			outputs[name.replace('past_key_values', 'present')],
		]);
		this.workedMs += performance.now() - began;
		return {
			scores: lastOfEach(asFloat32(logits.data as ArrayLike<number>), { rows, kept, vocabulary }),
			vocabulary,
			cache: Object.fromEntries(grown) as Cache,
		};
	}
}

/** ONNX Runtime gives no code, only this text (or, for the array buffer, a RangeError). */
export function isOutOfMemory(thrown: unknown): boolean {
	return thrown instanceof RangeError || /bad_alloc|out of memory/i.test(messageOf(thrown));
}

/** The cache of the rows at these places; undefined where it lies on the GPU, out of reach. */
export function keepRows(cache: Cache, places: readonly number[]): Cache | undefined {
	const kept: Record<string, OrtTensor> = {};
	for (const [name, tensor] of Object.entries(cache)) {
		if (tensor.location !== 'cpu' || tensor.type !== 'float32') return undefined;
		const [, ...inner] = tensor.dims;
		const size = inner.reduce((product, dim) => product * dim, 1);
		const data = new Float32Array(places.length * size);
		const old = tensor.data as Float32Array;
		places.forEach((place, row) => {
			data.set(old.subarray(place * size, (place + 1) * size), row * size);
		});
		kept[name] = ort('float32', data, [places.length, ...inner]);
	}
	return kept;
}

/** Frees what lies on the GPU. */
export function drop(cache: Cache): void {
	for (const tensor of Object.values(cache)) tensor.dispose();
}

function ort(type: string, data: ArrayBufferView, dims: number[]): OrtTensor {
	// transformers.js makes the tensor of its own copy of ONNX Runtime, which the session asks for.
	return new Tensor(type as 'float32', data, dims).ort_tensor;
}

/** A graph without `num_logits_to_keep` scores every token; only each row's last one counts. */
function lastOfEach(
	scores: Float32Array,
	{ rows, kept, vocabulary }: { rows: number; kept: number; vocabulary: number },
): Float32Array {
	if (kept === 1) return scores;
	const last = new Float32Array(rows * vocabulary);
	for (let row = 0; row < rows; row++) {
		const from = (row * kept + kept - 1) * vocabulary;
		last.set(scores.subarray(from, from + vocabulary), row * vocabulary);
	}
	return last;
}

function sizeOf(dim: number | string | undefined): number {
	if (typeof dim === 'number') return dim;
	throw new AppError(
		'student/load-failed',
		`its cache has no fixed size: expected a number, got '${String(dim)}'`,
	);
}
