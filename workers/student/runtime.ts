/** ONNX Runtime's WASM module, under onnxruntime-web: its C functions, and tensors that stay in its memory. */
import gpuMjsUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import gpuWasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import cpuMjsUrl from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import cpuWasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import type { InferenceSession } from 'onnxruntime-web';
import type { StudentDevice } from '../../src/core/student.ts';
import leavingUrl from './cpu-runtime.mjs?url&no-inline';

/** What we use of what onnxruntime-web itself calls; addresses and handles are numbers, 0 is none. */
export type RuntimeModule = {
	readonly HEAPU8: Uint8Array<ArrayBuffer>;
	_malloc(bytes: number): number;
	_free(address: number): void;
	getValue(address: number, type: '*' | 'i32'): number;
	setValue(address: number, value: number, type: '*' | 'i32'): void;
	stackSave(): number;
	stackAlloc(bytes: number): number;
	stackRestore(stack: number): void;
	lengthBytesUTF8(text: string): number;
	stringToUTF8(text: string, address: number, bytes: number): void;
	UTF8ToString(address: number): string;
	_OrtCreateTensor(
		type: number,
		data: number,
		bytes: number,
		dims: number,
		rank: number,
		location: number,
	): number;
	_OrtGetTensorData(tensor: number, type: number, data: number, dims: number, rank: number): number;
	_OrtReleaseTensor(tensor: number): number;
	_OrtFree(address: number): number;
	_OrtGetLastError(code: number, message: number): number;
	_OrtRun(
		session: number,
		inputNames: number,
		inputs: number,
		inputCount: number,
		outputNames: number,
		outputCount: number,
		outputs: number,
		options: number,
	): number | Promise<number>;
};
/** A session as the C functions know it. */
export type BareSession = { readonly module: RuntimeModule; readonly handle: number };

const left = globalThis as { onnxRuntime?: { readonly url: string; module?: RuntimeModule } };

/**
 * Where onnxruntime-web finds the runtime for a device. The one with code for a GPU is twice as large, waits for it at every
 * step, and is three times as slow to load.
 */
export function runtimeFor(device: StudentDevice): { readonly mjs: string; readonly wasm: string } {
	if (device === 'webgpu') return { mjs: gpuMjsUrl, wasm: gpuWasmUrl };
	left.onnxRuntime = { url: cpuMjsUrl };
	return { mjs: leavingUrl, wasm: cpuWasmUrl };
}

/** null on a GPU, and where this onnxruntime-web isn't built as the one that we know. */
export function bareSessionOf(session: InferenceSession): BareSession | null {
	const module = left.onnxRuntime?.module;
	const { handler } = session as unknown as { handler?: { sessionId?: unknown } };
	const handle = handler?.sessionId;
	return module === undefined || typeof handle !== 'number' ? null : { module, handle };
}
