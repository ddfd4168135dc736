/** What the device check says: a sign, a subject, what was found and what it means. */
import type { DeviceFacts, StorageFacts } from '../../../app/world-ports.ts';
import { bytes, plural } from '../../parts/format.ts';
import type { StateKind } from '../../parts/role.ts';
import { TROUBLE_WORDS, where } from '../../parts/trainer-words.ts';
import type { TrainerState } from '../../state/trainer-status.svelte.ts';

export type DeviceLine = {
	readonly kind: StateKind;
	readonly subject: string;
	readonly found: string;
	readonly means: string;
};

export function gpuLine({ webgpu, wasmThreads }: DeviceFacts): DeviceLine {
	const wasm = `students run on WebAssembly, ${plural(wasmThreads, 'thread')}`;
	if (webgpu === null)
		return { kind: 'waiting', subject: 'WebGPU', found: 'not in this browser', means: wasm };
	const { adapter, real, limits } = webgpu;
	const found = `${adapter}, buffers up to ${bytes(limits.maxBufferSize)}`;
	return real
		? {
				kind: 'done',
				subject: 'WebGPU',
				found,
				means: `one weight up to ${bytes(limits.maxStorageBufferBindingSize)}, ${limits.shaderF16 ? '16' : '32'}-bit arithmetic`,
			}
		: { kind: 'warn', subject: 'WebGPU', found, means: `no graphics processor: ${wasm}` };
}

export function wasmLine({ wasmThreads, isolated }: DeviceFacts): DeviceLine {
	return {
		kind: isolated ? 'done' : 'warn',
		subject: 'WebAssembly',
		found: plural(wasmThreads, 'thread'),
		means: isolated
			? 'page isolated, so threads may share memory'
			: 'page not isolated: this server doesn’t send the headers for threads',
	};
}

export function storageLine(storage: StorageFacts | null): DeviceLine {
	if (storage === null)
		return {
			kind: 'unknown',
			subject: 'Storage',
			found: 'unknown',
			means: 'this browser doesn’t tell how much is free',
		};
	const { usedBytes, quotaBytes, persisted } = storage;
	return {
		kind: persisted ? 'done' : 'warn',
		subject: 'Storage',
		found: `${bytes(Math.max(0, quotaBytes - usedBytes))} free here, ${bytes(usedBytes)} used`,
		means: persisted ? 'kept when the disk fills' : 'may be cleared when the disk fills',
	};
}

export function trainerLine(state: TrainerState): DeviceLine {
	const subject = 'Trainer';
	switch (state.kind) {
		case 'checking':
			return { kind: 'unknown', subject, found: 'asking', means: 'whether it answers' };
		case 'none':
			return { kind: 'waiting', subject, found: 'none linked', means: 'no student can be trained' };
		case 'silent':
			return {
				kind: 'failed',
				subject,
				found: `${where(state.link.url)} ${TROUBLE_WORDS.silent}`,
				means: 'runs wait before training and go on when it is back',
			};
		case 'refused':
			return {
				kind: 'failed',
				subject,
				found: `${where(state.link.url)} ${TROUBLE_WORDS.refused}`,
				means: 'runs pause before training until it is linked anew',
			};
		case 'linked':
			return {
				kind: 'done',
				subject,
				found: `linked, ${where(state.link.url)}`,
				means:
					state.facts.device === 'cuda'
						? 'trains on a GPU'
						: 'trains on the processor: small students only',
			};
	}
}
