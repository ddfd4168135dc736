/** Makes a worker of workers/student: its loop computes there, or its tokenizer alone reads. */
export function studentWorker(): Worker {
	return new Worker(new URL('../../../workers/student/worker.ts', import.meta.url), {
		type: 'module',
		name: 'student',
	});
}
