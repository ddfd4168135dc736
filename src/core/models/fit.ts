/** Whether a published model fits a device, from what web-llm asks of its adapter, with the reason in words. */
import { vramBytes, type PublishedModel } from './published.ts';

export type FitDevice = {
	/** null: the browser gives no WebGPU adapter. */
	readonly webgpu: {
		readonly adapter: string;
		/** false: a program on the CPU. */
		readonly real: boolean;
		readonly limits: {
			readonly maxBufferSize: number;
			readonly maxStorageBufferBindingSize: number;
			readonly maxStorageBuffersPerShaderStage: number;
			readonly maxComputeWorkgroupStorageSize: number;
			readonly shaderF16: boolean;
		};
	} | null;
	/** Main memory, bytes, rounded by the browser; null: it doesn't tell. WebGPU never tells the GPU's own. */
	readonly memoryBytes: number | null;
};
export type FitModel = Pick<
	PublishedModel,
	'vramMb' | 'features' | 'bindingBytes' | 'isForSmallDevices'
>;
export type Fit = {
	readonly kind: 'yes' | 'tight' | 'no' | 'unknown';
	/** A sentence without its first capital. */
	readonly because: string;
};

/** What web-llm 0.2.86 asks of every device before it loads anything (tvmjs `detectGPUDevice`): below these it refuses. */
const LEAST = {
	maxBufferSize: 2 ** 28,
	maxStorageBufferBindingSize: 2 ** 27,
	maxComputeWorkgroupStorageSize: 2 ** 15,
	maxStorageBuffersPerShaderStage: 10,
} as const;
const NAMES: Readonly<Record<keyof typeof LEAST, string>> = {
	maxBufferSize: 'bytes in a buffer',
	maxStorageBufferBindingSize: 'bytes in one binding',
	maxComputeWorkgroupStorageSize: 'bytes shared by a workgroup',
	maxStorageBuffersPerShaderStage: 'buffers a shader stage',
};
/** Browsers say no more than this of larger memories, lest they be told apart by it. */
const MOST_TOLD_BYTES = 8 * 2 ** 30;
/** The system and other programs want some of the memory that the GPU shares. */
const EASY_SHARE = 0.5;
const TIGHT_SHARE = 0.8;

/** 'no' only for what is sure to fail or to be of no use; 'unknown' where nobody says how much memory there is. */
export function fitOf(model: FitModel, device: FitDevice): Fit {
	return refusal(model, device) ?? memoryFit(model, device);
}

function refusal(model: FitModel, { webgpu }: FitDevice): Fit | undefined {
	if (webgpu === null) return no('it runs on WebGPU, which this browser doesn’t give');
	const { limits } = webgpu;
	for (const name of Object.keys(LEAST) as (keyof typeof LEAST)[])
		if (limits[name] < LEAST[name])
			return no(`web-llm needs ${number(LEAST[name])} ${NAMES[name]}, ${number(limits[name])} here`);
	if (model.features.includes('shader-f16') && !limits.shaderF16)
		return no('its program computes in 16 bits (shader-f16), which this adapter can’t');
	const stranger = model.features.find((feature) => feature !== 'shader-f16');
	if (stranger !== undefined) return no(`it needs ${stranger}, which Retort doesn’t know`);
	const { bindingBytes } = model;
	if (bindingBytes !== null && bindingBytes > limits.maxStorageBufferBindingSize)
		return no(
			`one weight takes ${size(bindingBytes)}, a binding here ${size(limits.maxStorageBufferBindingSize)}`,
		);
	if (!webgpu.real)
		return no(`WebGPU is here a program on the processor (${webgpu.adapter}), too slow for it`);
	return undefined;
}

function memoryFit(model: FitModel, { webgpu, memoryBytes }: FitDevice): Fit {
	const need = vramBytes(model);
	if (memoryBytes === null) {
		const buffer = webgpu?.limits.maxBufferSize ?? 0;
		return model.isForSmallDevices && need <= buffer
			? { kind: 'yes', because: 'web-llm lists it for devices with little memory' }
			: { kind: 'unknown', because: `needs ${size(need)}; this browser doesn’t tell its memory` };
	}
	const isAtLeast = memoryBytes >= MOST_TOLD_BYTES;
	const memory = `${size(memoryBytes)}${isAtLeast ? ' or more' : ''}`;
	const because = `needs ${size(need)} of ${memory}`;
	if (need <= memoryBytes * EASY_SHARE) return { kind: 'yes', because };
	if (need <= memoryBytes * TIGHT_SHARE) return { kind: 'tight', because };
	return isAtLeast ? { kind: 'unknown', because } : no(because);
}

const no = (because: string): Fit => ({ kind: 'no', because });

function size(bytes: number): string {
	if (bytes < 5e8) return `${(bytes / 1e6).toFixed(0)} MB`;
	return `${(bytes / 1e9).toFixed(bytes < 1e9 ? 2 : 1)} GB`;
}

function number(n: number): string {
	return n.toLocaleString('en-US');
}
