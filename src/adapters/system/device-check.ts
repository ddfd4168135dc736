/** What this device can do: its GPU, threads, storage, and the server that the page came from. */
import * as v from 'valibot';
import type {
	BatteryFacts,
	DeviceCheck,
	DeviceFacts,
	GpuFacts,
	ServerFacts,
	StorageFacts,
} from '../../app/world-ports.ts';

/** Threads that a student uses at most; more don't help on WASM. */
const MOST_THREADS = 4;

/** A module with one function, which spreads a byte over sixteen (`i8x16.splat`). */
const SIMD = Uint8Array.of(
	...[0, 97, 115, 109, 1, 0, 0, 0],
	...[1, 5, 1, 96, 0, 1, 123],
	...[3, 2, 1, 0],
	...[10, 8, 1, 6, 0, 65, 0, 253, 15, 11],
);

const Server = v.object({
	name: v.literal('retort'),
	port: v.number(),
	usualPort: v.number(),
	trainer: v.object({
		state: v.picklist(['running', 'missing', 'failed']),
		reason: v.optional(v.string()),
		fix: v.optional(v.string()),
	}),
});

export class BrowserDeviceCheck implements DeviceCheck {
	async look(): Promise<DeviceFacts> {
		const [webgpu, storage, server, battery] = await Promise.all([gpu(), disk(), home(), power()]);
		return {
			webgpu,
			memoryBytes: memory(),
			wasmThreads: crossOriginIsolated ? Math.min(MOST_THREADS, navigator.hardwareConcurrency) : 1,
			isolated: crossOriginIsolated,
			simd: WebAssembly.validate(SIMD),
			cores: navigator.hardwareConcurrency,
			battery,
			storage,
			server,
		};
	}

	persist(): Promise<boolean> {
		return navigator.storage.persist();
	}
}

async function gpu(): Promise<GpuFacts | null> {
	if (!('gpu' in navigator)) return null;
	const adapter = await navigator.gpu.requestAdapter();
	if (adapter === null) return null;
	const { vendor, architecture, description } = adapter.info;
	const { limits } = adapter;
	return {
		adapter:
			description || [vendor, architecture].filter(Boolean).join(' ') || 'an unnamed adapter',
		real:
			!adapter.info.isFallbackAdapter &&
			!/swiftshader|llvmpipe|lavapipe/i.test(`${architecture} ${description}`),
		...{ vendor, architecture, description },
		features: [...adapter.features].sort(),
		limits: {
			maxBufferSize: limits.maxBufferSize,
			maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
			maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
			maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
			maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
			shaderF16: adapter.features.has('shader-f16'),
		},
	};
}

/** In GiB, a power of two, by Chromium alone; TypeScript's DOM doesn't know it. */
function memory(): number | null {
	const { deviceMemory } = navigator as Navigator & { readonly deviceMemory?: number };
	return deviceMemory === undefined ? null : deviceMemory * 2 ** 30;
}

/** Chromium alone tells it, to pages served securely; TypeScript's DOM doesn't know it. */
async function power(): Promise<BatteryFacts | null> {
	const { getBattery } = navigator as Navigator & {
		readonly getBattery?: () => Promise<{ readonly charging: boolean; readonly level: number }>;
	};
	if (getBattery === undefined) return null;
	try {
		const { charging, level } = await getBattery.call(navigator);
		return { isCharging: charging, level };
	} catch (thrown) {
		// A policy of the page's host may forbid it.
		if (thrown instanceof DOMException) return null;
		throw thrown;
	}
}

async function disk(): Promise<StorageFacts | null> {
	if (!('storage' in navigator)) return null;
	const [{ usage = 0, quota = 0 }, persisted] = await Promise.all([
		navigator.storage.estimate(),
		navigator.storage.persisted(),
	]);
	return { usedBytes: usage, quotaBytes: quota, persisted };
}

/** null where the page is served by something else, which answers 404 or its own page. */
async function home(): Promise<ServerFacts | null> {
	const response = await fetch('/retort.json').catch(() => undefined);
	if (response?.headers.get('content-type')?.startsWith('application/json') !== true) return null;
	const read = v.safeParse(Server, await response.json());
	if (!read.success) return null;
	const { trainer, port, usualPort } = read.output;
	return {
		port,
		usualPort,
		trainer: {
			state: trainer.state,
			...(trainer.reason === undefined ? {} : { reason: trainer.reason }),
			...(trainer.fix === undefined ? {} : { fix: trainer.fix }),
		},
	};
}
