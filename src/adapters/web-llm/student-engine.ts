/** The student on web-llm: WebGPU alone, one reply at a time; its worker is workers/web-llm. */
import type { LoadedStudent, StudentEngine } from '../../app/ports/student-engine.ts';
import { WorkerStudentEngine } from '../student/worker-engine.ts';

export class WebLlmStudentEngine extends WorkerStudentEngine {
	/** `makeWorker`: for tests, which end the worker; makes a worker of workers/web-llm. */
	constructor(makeWorker: () => Worker = webLlmWorker) {
		super(makeWorker);
	}

	/** Whatever device is asked for, it is WebGPU: what doesn't run there is refused by name. */
	override load(
		source: Parameters<StudentEngine['load']>[0],
		options: Parameters<StudentEngine['load']>[1],
		signal: AbortSignal,
	): Promise<LoadedStudent> {
		return super.load(source, { ...options, device: 'webgpu' }, signal);
	}
}

function webLlmWorker(): Worker {
	return new Worker(new URL('../../../workers/web-llm/worker.ts', import.meta.url), {
		type: 'module',
		name: 'web-llm',
	});
}
