/** How an ONNX student's weights are written, which of them a device can compute, and which of several to take. */
import type { FitDevice } from './fit.ts';

/** transformers.js' names, each with the suffix of its graph's file. */
const SUFFIXES = {
	fp32: '',
	fp16: '_fp16',
	q8: '_quantized',
	int8: '_int8',
	uint8: '_uint8',
	q4: '_q4',
	q4f16: '_q4f16',
	bnb4: '_bnb4',
} as const;
export type Dtype = keyof typeof SUFFIXES;
const DTYPES = Object.keys(SUFFIXES) as readonly Dtype[];
const HALF: ReadonlySet<Dtype> = new Set(['fp16', 'q4f16']);

/** Best first. On WASM 8 bits are the fastest; ONNX Runtime's WebGPU kernels know 4 bits, not 8. */
const ON_WEBGPU: readonly Dtype[] = ['q4f16', 'q4', 'fp16', 'fp32', 'bnb4', 'q8', 'int8', 'uint8'];
const ON_WASM: readonly Dtype[] = ['q8', 'int8', 'uint8', 'q4', 'fp32', 'bnb4'];

/** Of a graph's file name, such as 'model_q4f16.onnx'; undefined for another name. */
export function dtypeOf(name: string): Dtype | undefined {
	return DTYPES.find((dtype) => graphName(dtype) === name);
}

/** 'model_q4f16.onnx'. */
export function graphName(dtype: Dtype): string {
	return `model${SUFFIXES[dtype]}.onnx`;
}

/** Whether the device computes it: 16 bits want a graphics processor that has shader-f16. */
export function canRun(dtype: Dtype, { webgpu }: Pick<FitDevice, 'webgpu'>): boolean {
	if (!HALF.has(dtype)) return true;
	return webgpu !== null && webgpu.real && webgpu.limits.shaderF16;
}

/** The best of them for the device; undefined when it can run none. */
export function bestDtype(
	there: readonly Dtype[],
	device: Pick<FitDevice, 'webgpu'>,
): Dtype | undefined {
	const order = device.webgpu?.real === true ? ON_WEBGPU : ON_WASM;
	return order.find((dtype) => there.includes(dtype) && canRun(dtype, device));
}
