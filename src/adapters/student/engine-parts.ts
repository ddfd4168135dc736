/** What a choice of engine comes to: which of the engines, on which device. */
import type { EngineChoice } from '../../app/engine-choice.ts';
import type { StudentEngine } from '../../app/ports/student-engine.ts';

type Device = Parameters<StudentEngine['load']>[1]['device'];

export const ENGINES = {
	auto: 'transformers',
	'transformers-wasm': 'transformers',
	'transformers-webgpu': 'transformers',
	'web-llm': 'webLlm',
	trainer: 'remote',
} as const satisfies Readonly<Record<EngineChoice, string>>;

export const DEVICES = {
	auto: 'auto',
	'transformers-wasm': 'wasm',
	'transformers-webgpu': 'webgpu',
	'web-llm': 'webgpu',
	trainer: 'auto',
} as const satisfies Readonly<Record<EngineChoice, Device>>;

export function deviceChoice({ device }: { readonly device: Device }): EngineChoice {
	return device === 'webgpu' ? 'transformers-webgpu' : 'transformers-wasm';
}
