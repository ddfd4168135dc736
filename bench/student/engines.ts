/** The engines of the bench: how the product makes each, what stands beside it, and what both are asked there. */
import { TransformersStudentEngine } from '../../src/adapters/transformers/student-engine.ts';
import { studentWorker } from '../../src/adapters/transformers/worker.ts';
import { WebLlmStudentEngine } from '../../src/adapters/web-llm/student-engine.ts';
import type { StudentEngine } from '../../src/app/ports/student-engine.ts';
import type { StudentDevice } from '../../src/core/student.ts';
import type { Loop } from './bare-worker.ts';

export type Engine = {
	readonly open: () => StudentEngine;
	readonly bare: () => Worker;
	/** The first is what `overhead` is over. */
	readonly loops: readonly [Loop, ...Loop[]];
	readonly device: StudentDevice;
	/** Prompts one by one and all in all; tokens that a prompt may have. */
	readonly asked: { readonly alone: number; readonly together: number; readonly tokens: number };
	/** How often product and bare engine are measured beside each other. */
	readonly rounds: number;
	/** Whether it answers several at once. */
	readonly isBatched: boolean;
	/** Tokens of answers that are measured too, which are written to their end whatever they say; `prompts` as in `asked`. */
	readonly long: {
		readonly lengths: readonly number[];
		readonly prompts: { readonly alone: number; readonly together: number };
	} | null;
};

const bareTransformers = () =>
	new Worker(new URL('./bare-worker.ts', import.meta.url), { type: 'module' });

/** A GPU in software is 40 times slower: few prompts, each short enough to be read at once. */
const IN_SOFTWARE = {
	device: 'webgpu',
	asked: { alone: 4, together: 8, tokens: 16 },
	rounds: 2,
	long: null,
} as const;

export const ENGINES = {
	'transformers-wasm': {
		// As a run has it: whatever is asked one by one stays with one worker.
		open: () => new TransformersStudentEngine(studentWorker, { helpers: 'when-worth-it' }),
		bare: bareTransformers,
		loops: ['onnx-session', 'generate'],
		device: 'wasm',
		asked: { alone: 200, together: 1590, tokens: Infinity },
		rounds: 5,
		isBatched: true,
		long: { lengths: [16, 64, 128], prompts: { alone: 24, together: 192 } },
	},
	'transformers-webgpu': {
		...IN_SOFTWARE,
		open: () => new TransformersStudentEngine(),
		bare: bareTransformers,
		loops: ['onnx-session', 'generate'],
		isBatched: true,
	},
	'web-llm': {
		...IN_SOFTWARE,
		open: () => new WebLlmStudentEngine(),
		bare: () => new Worker(new URL('./web-llm/worker.ts', import.meta.url), { type: 'module' }),
		loops: ['completions'],
		isBatched: false,
	},
} satisfies Record<string, Engine>;

export type EngineName = keyof typeof ENGINES;
