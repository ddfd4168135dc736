/**
 * A student's graph on the CPU with keys and values that stay in the runtime's memory: through onnxruntime-web each step
 * copies all of them in and out, which takes longer than the step itself once a few rows have read a hundred tokens.
 */
import type { InferenceSession } from 'onnxruntime-web';
import { FLOAT16, FLOAT32, HeapTensor, lastError } from './heap-tensor.ts';
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
import type { BareSession, RuntimeModule } from './runtime.ts';

const TYPES = { float32: FLOAT32, float16: FLOAT16 } as const;

export class HeapNetwork implements Network<HeapCache> {
	readonly #module: RuntimeModule;
	readonly #session: number;
	readonly #inputs: Names;
	readonly #outputs: Names;
	readonly #cacheInputs: readonly CacheInput[];

	/** `session`: the same as `bare`. */
	constructor({ module, handle }: BareSession, session: InferenceSession) {
		this.#module = module;
		this.#session = handle;
		this.#cacheInputs = cacheInputsOf(session);
		this.#inputs = new Names(module, session.inputNames);
		this.#outputs = new Names(module, session.outputNames);
	}

	emptyCache(rows: number): HeapCache {
		return this.#cache(({ type, dims }) =>
			HeapTensor.blank(this.#module, TYPES[type], dims(rows, 0)),
		);
	}

	async run(step: Step<HeapCache>): Promise<Stepped<HeapCache>> {
		const given = this.#given(step);
		try {
			const { tensors } = step.cache;
			this.#inputs.fill((name) => (given.get(name) ?? tensors.get(name))?.handle ?? 0);
			this.#outputs.fill(() => 0);
			const { names, values, count } = this.#inputs;
			const { names: outNames, values: outValues, count: outCount } = this.#outputs;
			const code = await this.#module._OrtRun(
				...([this.#session, names, values, count, outNames, outCount, outValues, 0] as const),
			);
			if (code !== 0) throw new Error(lastError(this.#module));
		} finally {
			for (const tensor of given.values()) tensor.release();
		}
		return this.#stepped(step.rows);
	}

	#given({ rows, ids, mask }: Step<HeapCache>): ReadonlyMap<string, HeapTensor> {
		const newTokens = ids.length / rows;
		const given: [string, BigInt64Array, number[]][] = [
			['input_ids', ids, [rows, newTokens]],
			['attention_mask', mask, [rows, mask.length / rows]],
		];
		if (this.#inputs.has('position_ids'))
			given.push(['position_ids', positionsOf(mask, rows, newTokens), [rows, newTokens]]);
		if (this.#inputs.has('num_logits_to_keep'))
			given.push(['num_logits_to_keep', BigInt64Array.of(1n), []]);
		return new Map(
			given.map(([name, data, dims]) => [name, HeapTensor.of(this.#module, data, dims)]),
		);
	}

	#stepped(rows: number): Stepped<HeapCache> {
		const outputs = this.#outputs.read();
		const handle = (name: string) => outputs.get(name) ?? 0;
		const logits = HeapTensor.given(this.#module, handle('logits'));
		const { type, data, dims } = logits.facts();
		const [, kept = 1, vocabulary = 0] = dims;
		const bytes = rows * kept * vocabulary * type.bytes;
		const copied = this.#module.HEAPU8.slice(data, data + bytes).buffer;
		logits.release();
		const scores = type === FLOAT16 ? new Uint16Array(copied) : new Float32Array(copied);
		return {
			scores: lastOfEach(asFloat32(scores), { rows, kept, vocabulary }),
			vocabulary,
			cache: this.#cache(({ output }) => HeapTensor.given(this.#module, handle(output))),
		};
	}

	#cache(tensorFor: (input: CacheInput) => HeapTensor): HeapCache {
		return new HeapCache(new Map(this.#cacheInputs.map((input) => [input.name, tensorFor(input)])));
	}
}

class HeapCache implements Cache {
	/** By the names of the graph's inputs. */
	readonly tensors: ReadonlyMap<string, HeapTensor>;

	constructor(tensors: ReadonlyMap<string, HeapTensor>) {
		this.tensors = tensors;
	}

	keepRows(places: readonly number[]): HeapCache {
		return new HeapCache(
			new Map([...this.tensors].map(([name, tensor]) => [name, tensor.rows(places)])),
		);
	}

	drop(): void {
		for (const tensor of this.tensors.values()) tensor.release();
	}
}

/** Names of inputs or outputs as C strings, and beside them room for a tensor's handle each. */
class Names {
	readonly names: number;
	readonly values: number;
	readonly count: number;
	readonly #module: RuntimeModule;
	readonly #texts: readonly string[];

	constructor(module: RuntimeModule, texts: readonly string[]) {
		this.#module = module;
		this.#texts = texts;
		this.count = texts.length;
		this.names = module._malloc(4 * texts.length);
		this.values = module._malloc(4 * texts.length);
		texts.forEach((text, place) => {
			const bytes = module.lengthBytesUTF8(text) + 1;
			const at = module._malloc(bytes);
			module.stringToUTF8(text, at, bytes);
			module.setValue(this.names + 4 * place, at, '*');
		});
	}

	has(name: string): boolean {
		return this.#texts.includes(name);
	}

	fill(handleOf: (name: string) => number): void {
		this.#texts.forEach((name, place) => {
			this.#module.setValue(this.values + 4 * place, handleOf(name), '*');
		});
	}

	read(): ReadonlyMap<string, number> {
		return new Map(
			this.#texts.map((name, place) => [name, this.#module.getValue(this.values + 4 * place, '*')]),
		);
	}
}
