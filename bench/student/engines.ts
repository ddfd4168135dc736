/** The engines of the bench: how the product makes each, and what it is asked there. */
import { TransformersStudentEngine } from '../../src/adapters/transformers/student-engine.ts';
import type { StudentEngine } from '../../src/app/ports/student-engine.ts';
import type { StudentDevice } from '../../src/core/student.ts';

export type Engine = {
	readonly open: () => StudentEngine;
	readonly device: StudentDevice;
	/** Prompts one by one and all in all; tokens that a prompt may have. */
	readonly asked: { readonly alone: number; readonly together: number; readonly tokens: number };
	/** How often product and bare engine are measured beside each other. */
	readonly rounds: number;
};

export const ENGINES = {
	'transformers-wasm': {
		open: () => new TransformersStudentEngine(),
		device: 'wasm',
		asked: { alone: 200, together: 1590, tokens: Infinity },
		rounds: 5,
	},
	// Here a GPU in software: 40 times slower. Few prompts, each short enough to be read at once.
	'transformers-webgpu': {
		open: () => new TransformersStudentEngine(),
		device: 'webgpu',
		asked: { alone: 4, together: 8, tokens: 16 },
		rounds: 2,
	},
} satisfies Record<string, Engine>;

export type EngineName = keyof typeof ENGINES;
