/** The engines that a student can be measured on, each with the batches that are worth it. */
import type { MeasurableEngine } from '../../app/measure-device.ts';
import { TransformersStudentEngine } from '../transformers/student-engine.ts';
import { studentWorker } from '../transformers/worker.ts';
import { WebLlmStudentEngine } from '../web-llm/student-engine.ts';

const BATCHES = [1, 8, 32];
const transformers = () => new TransformersStudentEngine();
const onAllCores = () => new TransformersStudentEngine(studentWorker, { helpers: 'at-load' });

export const MEASURABLE: readonly MeasurableEngine[] = [
	{ id: 'transformers-wasm', device: 'wasm', batches: BATCHES, open: transformers },
	...(navigator.hardwareConcurrency > 1
		? [
				{
					...{ id: 'transformers-wasm-workers', device: 'wasm' as const },
					// One by one nothing is shared.
					...{ batches: [8, 32], open: onAllCores },
				},
			]
		: []),
	{ id: 'transformers-webgpu', device: 'webgpu', batches: BATCHES, open: transformers },
	// It answers one prompt at a time.
	{ id: 'web-llm', device: 'webgpu', batches: [1], open: () => new WebLlmStudentEngine() },
];
