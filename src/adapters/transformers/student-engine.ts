/** The student on transformers.js: any device, batches; its worker is workers/student. */
import type { Helping } from '../student/helper-lines.ts';
import { WorkerStudentEngine } from '../student/worker-engine.ts';
import { studentWorker } from './worker.ts';

export class TransformersStudentEngine extends WorkerStudentEngine {
	/** `makeWorker`: for tests, which end the worker; makes a worker of workers/student. */
	constructor(makeWorker: () => Worker = studentWorker, helping?: Helping) {
		super(makeWorker, helping);
	}
}
