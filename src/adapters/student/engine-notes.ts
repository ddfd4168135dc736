/** Why a student has the engine that it has, in words. */
import { messageOf } from '../../core/error.ts';
import type { WebLlmObstacle } from '../web-llm/obstacle.ts';

export const GPU_RUNS_IT = 'Chosen because the GPU of this device runs the student.';

/** Without a GPU the other engine says so itself. */
export function obstacleWords(obstacle: WebLlmObstacle): string | null {
	return obstacle.kind === 'no-gpu' ? null : `web-llm doesn’t run it here: ${obstacle.because}.`;
}

export function failureWords(thrown: unknown): string {
	return `web-llm failed (${messageOf(thrown)}): transformers.js instead.`;
}

export function joined(one: string | null, other: string | null): string | null {
	const both = [one, other].filter((words) => words !== null);
	return both.length === 0 ? null : both.join(' ');
}
