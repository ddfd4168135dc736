/** The shipped practice student for these tests, prompts that it knows, and short ways to ask it. */
import type {
	StudentAnswer,
	StudentEngine,
	StudentOptions,
} from '../../../src/app/ports/student-engine.ts';
import type { Message } from '../../../src/core/call.ts';
import { makeTask, PRACTICE_SKILLS } from '../../../src/core/practice/world.ts';
import { seededRandom } from '../../../src/core/random.ts';
import type { StudentFile, StudentSource } from '../../../src/core/student.ts';

export const SHIPPED: StudentSource = { kind: 'shipped', folder: 'practice-student' };
export const GREEDY: StudentOptions = { temperature: 0, maxTokens: 12, seed: 1 };
export const never = new AbortController().signal;

/** Instructions of many lengths, `count` of them, the same every time. */
export function prompts(count: number): Message[][] {
	return Array.from({ length: count }, (_, index) => {
		const skill = PRACTICE_SKILLS[index % PRACTICE_SKILLS.length] ?? '';
		const { instruction } = makeTask(skill, seededRandom('student tests', index));
		return [{ role: 'user', content: instruction }];
	});
}

/** All answers, in the order of the prompts. */
export async function answersOf(
	engine: StudentEngine,
	asked: readonly (readonly Message[])[],
	options: StudentOptions = GREEDY,
): Promise<StudentAnswer[]> {
	const answers: StudentAnswer[] = [];
	for await (const answer of engine.answer(asked, options, never)) answers.push(answer);
	return answers.sort((a, b) => a.index - b.index);
}

/** The shipped student as a trainer would serve it, from the test server. */
export async function remote(): Promise<Extract<StudentSource, { kind: 'remote' }>> {
	const url = new URL('/models/practice-student', location.origin).href;
	const response = await fetch(`${url}/manifest.json`);
	const { files } = (await response.json()) as { files: StudentFile[] };
	// The weights for training stay at the trainer.
	return { kind: 'remote', url, files: files.filter(({ path }) => !path.endsWith('.safetensors')) };
}
