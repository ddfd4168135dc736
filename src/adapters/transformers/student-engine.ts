/** The student on transformers.js: any device, batches; its worker is workers/student. */
import { WorkerStudentEngine } from '../student/worker-engine.ts';

export class TransformersStudentEngine extends WorkerStudentEngine {
	/** `makeWorker`: for tests, which end the worker; makes a worker of workers/student. */
	constructor(makeWorker: () => Worker = studentWorker) {
		super(makeWorker);
	}
}

function studentWorker(): Worker {
	return new Worker(new URL('../../../workers/student/worker.ts', import.meta.url), {
		type: 'module',
		name: 'student',
	});
}
