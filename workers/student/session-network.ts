/** A student's graph through onnxruntime-web: keys and values go in and out of the engine's memory at every step, or stay on the GPU. */
import { Tensor } from '@huggingface/transformers';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-web';
import { lastOfEach } from './last-scores.ts';
import {
	cacheInputsOf,
	type Cache,
	type CacheInput,
	type Network,
	type Step,
	type Stepped,
} from './network.ts';
import { asFloat32, positionsOf } from './positions.ts';

type Tensors = Readonly<Record<string, OrtTensor>>;

export class SessionNetwork implements Network<SessionCache> {
	readonly #session: InferenceSession;
	readonly #cacheInputs: readonly CacheInput[];

	constructor(session: InferenceSession) {
		this.#session = session;
		this.#cacheInputs = cacheInputsOf(session);
	}

	emptyCache(rows: number): SessionCache {
		const tensors = this.#cacheInputs.map(({ name, type, dims }) => {
			const nothing = type === 'float16' ? new Uint16Array(0) : new Float32Array(0);
			return [name, ort(type, nothing, dims(rows, 0))] as const;
		});
		return new SessionCache(Object.fromEntries(tensors));
	}

	async run({ rows, ids, mask, cache }: Step<SessionCache>): Promise<Stepped<SessionCache>> {
		const newTokens = ids.length / rows;
		const inputs: Record<string, OrtTensor> = {
			input_ids: ort('int64', ids, [rows, newTokens]),
			attention_mask: ort('int64', mask, [rows, mask.length / rows]),
			...cache.tensors,
		};
		if (this.#session.inputNames.includes('position_ids'))
			inputs['position_ids'] = ort('int64', positionsOf(mask, rows, newTokens), [rows, newTokens]);
		if (this.#session.inputNames.includes('num_logits_to_keep'))
			inputs['num_logits_to_keep'] = ort('int64', BigInt64Array.of(1n), []);
		const outputs = (await this.#session.run(inputs)) as Record<string, OrtTensor>;
		const { logits } = outputs as { logits: OrtTensor };
		const [, kept = 1, vocabulary = 0] = logits.dims;
		const grown = this.#cacheInputs.map(({ name, output }) => [name, outputs[output]]);
		return {
			scores: lastOfEach(asFloat32(logits.data as ArrayLike<number>), { rows, kept, vocabulary }),
			vocabulary,
			cache: new SessionCache(Object.fromEntries(grown) as Tensors),
		};
	}
}

class SessionCache implements Cache {
	readonly tensors: Tensors;

	constructor(tensors: Tensors) {
		this.tensors = tensors;
	}

	keepRows(places: readonly number[]): SessionCache | undefined {
		const kept: Record<string, OrtTensor> = {};
		for (const [name, tensor] of Object.entries(this.tensors)) {
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
		return new SessionCache(kept);
	}

	drop(): void {
		for (const tensor of Object.values(this.tensors)) tensor.dispose();
	}
}

function ort(type: string, data: ArrayBufferView, dims: number[]): OrtTensor {
	// transformers.js makes the tensor of its own copy of ONNX Runtime, which the session asks for.
	return new Tensor(type as 'float32', data, dims).ort_tensor;
}
