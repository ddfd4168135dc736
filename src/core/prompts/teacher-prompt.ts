/** How the teacher is asked for an answer. */
import type { Message } from '../call.ts';
import { taskText } from '../instruction.ts';

export const TEACHER_SYSTEM =
	'You are a capable, careful assistant. Do what the user asks, completely and correctly. ' +
	'Say what you are unsure of; add nothing that was not asked for.';

/** Instruction and input travel together, as one user turn. */
export function teacherMessages(task: {
	readonly instruction: string;
	readonly input: string;
}): readonly Message[] {
	return [
		{ role: 'system', content: TEACHER_SYSTEM },
		{ role: 'user', content: taskText(task) },
	];
}

/** How a student is asked: the task alone, in the base's own chat template. */
export function studentMessages(task: {
	readonly instruction: string;
	readonly input: string;
}): readonly Message[] {
	return [{ role: 'user', content: taskText(task) }];
}
