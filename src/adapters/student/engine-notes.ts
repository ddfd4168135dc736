/** Why a student has the engine that it has, in words. */
import { AppError, codeOf, messageOf } from '../../core/error.ts';
import type { WebLlmObstacle } from '../web-llm/obstacle.ts';

/** What a web-llm that was chosen by the page can't put right by itself. */
const GIVEN_UP: ReadonlySet<string> = new Set([
	'student/keeps-failing',
	'student/device-lost',
	'student/out-of-memory',
	'student/load-failed',
	'student/worker-died',
	'student/step-failed',
	// A GPU that is gone for good comes back as none, or as another.
	'student/no-device',
	'student/device-too-small',
]);

export const GPU_RUNS_IT = 'Chosen because the GPU of this device runs the student.';

/** Without a GPU the other engine says so itself. */
export function obstacleWords(obstacle: WebLlmObstacle): string | null {
	return obstacle.kind === 'no-gpu' ? null : `web-llm doesn’t run it here: ${obstacle.because}.`;
}

/** Of a student without weights for the other engine, which has said so: what stands in web-llm's way is the reason. */
export function obstacleError(obstacle: WebLlmObstacle, cause: unknown): unknown {
	if (obstacle.kind === 'no-gpu') return cause;
	const why = `it has weights for web-llm alone, which doesn’t run it here: ${obstacle.because}`;
	return new AppError('student/needs-webgpu', why, { cause });
}

export const forWebLlmAlone = (thrown: unknown) => codeOf(thrown) === 'student/needs-webgpu';

/** Whether a web-llm of the page's own choice gives way to transformers.js. */
export const isGivenUp = (thrown: unknown) => GIVEN_UP.has(codeOf(thrown));

/** How it differs in its self-test. */
export function differenceWords(difference: string): string {
	return `web-llm says something else than the trainer’s model does: ${difference}`;
}

export function failureWords(thrown: unknown): string {
	if (codeOf(thrown) === 'student/self-test-failed')
		return `${messageOf(thrown)}; transformers.js instead.`;
	return `web-llm failed (${messageOf(thrown)}): transformers.js instead.`;
}

export function joined(one: string | null, other: string | null): string | null {
	const both = [one, other].filter((words) => words !== null);
	return both.length === 0 ? null : both.join(' ');
}
