/** What a student runs on: WebGPU where real hardware is behind it, else WASM, with the reason. */
import { AppError } from '../../src/core/error.ts';
import type { StudentDevice } from '../../src/core/student.ts';

/** Drivers that compute on the CPU. SwiftShader answers 40 × slower than WASM on the same cores. */
const SOFTWARE = ['swiftshader', 'llvmpipe', 'softpipe', 'warp'];

/** The device, and for 'auto' why it isn't WebGPU; throws 'student/no-device' when what was asked for is missing. */
export async function chooseDevice(
	wanted: 'auto' | StudentDevice,
): Promise<{ readonly device: StudentDevice; readonly note: string | null }> {
	if (wanted === 'wasm') return { device: 'wasm', note: null };
	const adapter = 'gpu' in navigator ? await navigator.gpu.requestAdapter() : null;
	if (wanted === 'webgpu') {
		if (adapter === null)
			throw new AppError('student/no-device', 'this browser gives no WebGPU adapter');
		return { device: 'webgpu', note: null };
	}
	if (adapter === null)
		return {
			device: 'wasm',
			note: 'This browser gives no WebGPU adapter: WASM on the CPU instead.',
		};
	const software = softwareName(adapter.info);
	if (software !== null)
		return {
			device: 'wasm',
			note: `WebGPU is here a program on the CPU (${software}), slower than WASM: WASM instead.`,
		};
	return { device: 'webgpu', note: null };
}

/** What computes in a GPU's place; null of real hardware. */
export function softwareName(info: GPUAdapterInfo): string | null {
	const words = [info.vendor, info.architecture, info.device, info.description].join(' ');
	const name = SOFTWARE.find((software) => words.toLowerCase().includes(software));
	if (name !== undefined) return name;
	return info.isFallbackAdapter ? 'a fallback adapter' : null;
}
