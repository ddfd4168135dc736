import { expect, test } from 'vitest';
import { fitOf, type FitDevice } from '../../../../src/core/models/fit.ts';
import { namePartsOf } from '../../../../src/core/models/published.ts';

const GIB = 2 ** 30;
const LIMITS = {
	maxBufferSize: 4 * GIB,
	maxStorageBufferBindingSize: 2 * GIB,
	maxStorageBuffersPerShaderStage: 10,
	maxComputeWorkgroupStorageSize: 32_768,
	shaderF16: true,
};
const device = (
	limits: Partial<typeof LIMITS> = {},
	memoryBytes: number | null = 4 * GIB,
): FitDevice => ({
	webgpu: { adapter: 'Intel Iris Xe', real: true, limits: { ...LIMITS, ...limits } },
	memoryBytes,
});
const model = (vramMb: number, more: Partial<Parameters<typeof fitOf>[0]> = {}) => ({
	...{ vramMb, features: [], bindingBytes: null, isForSmallDevices: false },
	...more,
});

test('up to half of the memory fits, up to four fifths is tight, more does not fit', () => {
	const kinds = [2048, 2049, 3276, 3277].map((vramMb) => fitOf(model(vramMb), device()).kind);
	expect(kinds).toEqual(['yes', 'tight', 'tight', 'no']);
	expect(fitOf(model(3277), device()).because).toBe('needs 3.4 GB of 4.3 GB');
});

test('a memory at the most that browsers tell may be larger: what exceeds it is unknown, not too large', () => {
	expect(fitOf(model(31_153), device({}, 8 * GIB))).toEqual({
		kind: 'unknown',
		because: 'needs 32.7 GB of 8.6 GB or more',
	});
});

test('where the browser does not tell its memory, only what web-llm lists for small devices fits', () => {
	const silent = device({}, null);
	expect(fitOf(model(900, { isForSmallDevices: true }), silent).kind).toBe('yes');
	expect(fitOf(model(900), silent).kind).toBe('unknown');
	expect(fitOf(model(5106, { isForSmallDevices: true }), silent).kind).toBe('unknown');
});

test.each([
	['no WebGPU', { webgpu: null, memoryBytes: 4 * GIB }, /WebGPU, which this browser/],
	['too small a buffer', device({ maxBufferSize: 2 ** 27 }), /268,435,456 bytes in a buffer/],
	['too small a binding', device({ maxStorageBufferBindingSize: 2 ** 26 }), /in one binding/],
	['too few buffers', device({ maxStorageBuffersPerShaderStage: 8 }), /10 buffers a shader stage/],
	['too little shared', device({ maxComputeWorkgroupStorageSize: 16_384 }), /by a workgroup/],
	['no 16-bit arithmetic', device({ shaderF16: false }), /shader-f16/],
	['a weight too large', device({ maxStorageBufferBindingSize: 2 ** 27 }), /one weight takes 201 MB/],
] as const)('a device with %s says so, however much memory it has', (_what, on, because) => {
	const wanted = model(900, { features: ['shader-f16'], bindingBytes: 201_326_592 });
	const fit = fitOf(wanted, on);
	expect(fit.kind).toBe('no');
	expect(fit.because).toMatch(because);
});

test('an adapter in software is named, and nothing published fits it', () => {
	const { webgpu } = device();
	if (webgpu === null) throw new Error('expected an adapter');
	const software = { webgpu: { ...webgpu, adapter: 'SwiftShader', real: false }, memoryBytes: null };
	expect(fitOf(model(200), software)).toEqual({
		kind: 'no',
		because: 'WebGPU is here a program on the processor (SwiftShader), too slow for it',
	});
});

test('a published name has its model and how its weights are written', () => {
	expect(namePartsOf('Phi-3.5-mini-instruct-q4f16_1-MLC-1k')).toEqual({
		...{ name: 'Phi-3.5-mini-instruct', weights: 'q4f16_1' },
	});
	expect(namePartsOf('Qwen3-0.6B-q0f32-MLC')).toEqual({ name: 'Qwen3-0.6B', weights: 'q0f32' });
});
