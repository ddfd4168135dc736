/** A tensor in the memory of ONNX Runtime's WASM module. */
import type { RuntimeModule } from './runtime.ts';

/** ONNX's numbers for types of elements, and their bytes. */
export const FLOAT32 = { code: 1, bytes: 4 } as const;
export const FLOAT16 = { code: 10, bytes: 2 } as const;
const INT64 = { code: 7, bytes: 8 } as const;
type ElementType = typeof FLOAT32 | typeof FLOAT16 | typeof INT64;
const TYPES: readonly ElementType[] = [FLOAT32, FLOAT16, INT64];

/** onnxruntime-web's number for the processor's memory. */
const CPU = 1;

export class HeapTensor {
	readonly #module: RuntimeModule;
	readonly handle: number;
	/** Memory that is ours to free; 0: the runtime's. */
	readonly #own: number;
	#isReleased = false;

	private constructor(module: RuntimeModule, handle: number, own: number) {
		this.#module = module;
		this.handle = handle;
		this.#own = own;
	}

	/** One that the runtime made; whoever has it releases it. */
	static given(module: RuntimeModule, handle: number): HeapTensor {
		return new HeapTensor(module, handle, 0);
	}

	/** A new one that holds whatever was there before. Throws RangeError where there is no room. */
	static blank(module: RuntimeModule, type: ElementType, dims: readonly number[]): HeapTensor {
		const bytes = dims.reduce((product, dim) => product * dim, type.bytes);
		// Nothing has an address too.
		const data = module._malloc(Math.max(bytes, 8));
		if (data === 0) throw new RangeError(`out of memory: no room for ${String(bytes)} bytes`);
		const stack = module.stackSave();
		const dimsAt = module.stackAlloc(4 * Math.max(dims.length, 1));
		dims.forEach((dim, place) => {
			module.setValue(dimsAt + 4 * place, dim, 'i32');
		});
		const handle = module._OrtCreateTensor(type.code, data, bytes, dimsAt, dims.length, CPU);
		module.stackRestore(stack);
		if (handle !== 0) return new HeapTensor(module, handle, data);
		module._free(data);
		throw new Error(lastError(module));
	}

	static of(module: RuntimeModule, data: BigInt64Array, dims: readonly number[]): HeapTensor {
		const tensor = HeapTensor.blank(module, INT64, dims);
		const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
		module.HEAPU8.set(bytes, tensor.#own);
		return tensor;
	}

	/** What it holds, and where its data lie. */
	facts(): {
		readonly type: ElementType;
		readonly data: number;
		readonly dims: readonly number[];
	} {
		const module = this.#module;
		const stack = module.stackSave();
		try {
			const at = module.stackAlloc(16);
			if (module._OrtGetTensorData(this.handle, at, at + 4, at + 8, at + 12) !== 0)
				throw new Error(lastError(module));
			const dimsAt = module.getValue(at + 8, '*');
			const rank = module.getValue(at + 12, 'i32');
			const dims = Array.from({ length: rank }, (_, place) =>
				module.getValue(dimsAt + 4 * place, 'i32'),
			);
			module._OrtFree(dimsAt);
			const code = module.getValue(at, 'i32');
			const type = TYPES.find((known) => known.code === code);
			if (type === undefined)
				throw new Error(`expected floats or integers, got type ${String(code)}`);
			return {
				type,
				data: module.getValue(at + 4, '*') >>> 0,
				dims,
			};
		} finally {
			module.stackRestore(stack);
		}
	}

	/** The rows at these places, as a new one. */
	rows(places: readonly number[]): HeapTensor {
		const { type, data, dims } = this.facts();
		const [, ...inner] = dims;
		const kept = HeapTensor.blank(this.#module, type, [places.length, ...inner]);
		const bytes = inner.reduce((product, dim) => product * dim, type.bytes);
		const heap = this.#module.HEAPU8;
		places.forEach((place, row) => {
			const from = data + place * bytes;
			heap.copyWithin(kept.#own + row * bytes, from, from + bytes);
		});
		return kept;
	}

	/** Once; later calls do nothing. */
	release(): void {
		if (this.#isReleased) return;
		this.#isReleased = true;
		this.#module._OrtReleaseTensor(this.handle);
		if (this.#own !== 0) this.#module._free(this.#own);
	}
}

/** What went wrong in the runtime's last call, in its words. */
export function lastError(module: RuntimeModule): string {
	const stack = module.stackSave();
	const at = module.stackAlloc(8);
	module._OrtGetLastError(at, at + 4);
	const message = module.getValue(at + 4, '*');
	const words = message === 0 ? 'it gave no reason' : module.UTF8ToString(message);
	module.stackRestore(stack);
	return words;
}
