/** The GPU that web-llm computes on: whether it will do, and work on it that ends when it is lost. */
import { AppError, messageOf } from '../../src/core/error.ts';
import type { Plan } from './plan.ts';

/** What web-llm 0.2.86 asks of any device; it would only say so in words. */
const NEEDS = {
	maxBufferSize: 1 << 28,
	maxStorageBufferBindingSize: 1 << 27,
	maxComputeWorkgroupStorageSize: 32 << 10,
	maxStorageBuffersPerShaderStage: 10,
} as const;
/** It asks for buffers of 1 GB, or else of 128 MB. */
const LARGE_BUFFER_BYTES = 1 << 30;
/** An operation on a lost device may fail before the loss is told. */
const LOSS_TOLD_WITHIN_MS = 1000;

/** The adapter as web-llm will ask for it; throws 'student/no-device'. */
export async function adapterForWebLlm(): Promise<GPUAdapter> {
	const adapter =
		'gpu' in navigator
			? await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' })
			: null;
	if (adapter === null)
		throw new AppError('student/no-device', 'this browser gives no WebGPU adapter');
	return adapter;
}

/** Throws 'student/device-too-small' where web-llm or the student needs more than the adapter has. */
export function checkAdapter({ limits, features }: GPUAdapter, plan: Plan): void {
	for (const [name, needed] of Object.entries(NEEDS)) {
		const has = limits[name as keyof typeof NEEDS];
		if (has < needed) throw tooSmall(`${name} of ${needed}`, String(has));
	}
	if (plan.library.quantization.includes('f16') && !features.has('shader-f16'))
		throw tooSmall('16-bit numbers (shader-f16)', 'none');
	const largest =
		limits.maxStorageBufferBindingSize < LARGE_BUFFER_BYTES
			? NEEDS.maxStorageBufferBindingSize
			: LARGE_BUFFER_BYTES;
	if (plan.tensorBytes > largest)
		throw tooSmall(`a buffer of ${plan.tensorBytes} bytes`, String(largest));
}

function tooSmall(expected: string, got: string): AppError {
	return new AppError('student/device-too-small', `web-llm needs ${expected}, this GPU has ${got}`);
}

/** Follows the device that is made next, and ends what waits for it when it is lost. */
export class WatchedGpu {
	/** As it was told. */
	#loss: AppError | undefined;
	/** Those who wait for work: a race with the loss itself would leave something behind for each token. */
	readonly #waiting = new Set<(loss: AppError) => void>();

	constructor() {
		void nextDevice().then(async (device) => {
			const { reason, message } = await device.lost;
			this.#loss = new AppError('student/device-lost', `the GPU was lost (${reason}): ${message}`);
			for (const reject of this.#waiting) reject(this.#loss);
		});
	}

	/** Throws 'student/device-lost' once that was told: web-llm has thrown its tokenizer away by then too. */
	throwIfLost(): void {
		if (this.#loss !== undefined) throw this.#loss;
	}

	/** The result; rejects by name when the GPU is lost meanwhile, as the work would hang then. */
	async work<T>(work: Promise<T>): Promise<T> {
		try {
			return await this.#orLost(work);
		} catch (thrown) {
			if (thrown instanceof DOMException) await this.#lossToldOr(thrown);
			throw thrown;
		}
	}

	/** The items, as `work`. */
	async *items<T>(items: AsyncIterable<T>): AsyncGenerator<T, void, void> {
		const steps = items[Symbol.asyncIterator]();
		let isWhole = false;
		try {
			for (;;) {
				isWhole = false;
				const step: IteratorResult<T, unknown> = await this.work(steps.next());
				isWhole = true;
				if (step.done === true) return;
				yield step.value;
			}
		} finally {
			// Where a step failed, its generator is over or hangs.
			if (isWhole) await steps.return?.();
		}
	}

	async #orLost<T>(work: Promise<T>): Promise<T> {
		let reject: (loss: AppError) => void = () => undefined;
		const lost = new Promise<never>((_, tell) => {
			reject = tell;
		});
		this.#waiting.add(reject);
		if (this.#loss !== undefined) reject(this.#loss);
		try {
			return await Promise.race([work, lost]);
		} finally {
			this.#waiting.delete(reject);
		}
	}

	async #lossToldOr(cause: DOMException): Promise<void> {
		await this.#orLost(new Promise((resolve) => setTimeout(resolve, LOSS_TOLD_WITHIN_MS)));
		throw new AppError('student/step-failed', `the GPU refused: ${messageOf(cause)}`, { cause });
	}
}

/** web-llm keeps its device to itself. */
function nextDevice(): Promise<GPUDevice> {
	return new Promise((resolve) => {
		// eslint-disable-next-line @typescript-eslint/unbound-method -- called with its adapter below
		const request = GPUAdapter.prototype.requestDevice;
		GPUAdapter.prototype.requestDevice = async function (this: GPUAdapter, descriptor) {
			const device = await request.call(this, descriptor);
			resolve(device);
			return device;
		};
	});
}
