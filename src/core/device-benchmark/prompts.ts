/** What a student is asked while a device is measured: the same everywhere, so that devices can be compared. */
import type { Message } from '../call.ts';
import { makeTask, PRACTICE_SKILLS } from '../practice/world.ts';
import { studentMessages } from '../prompts/teacher-prompt.ts';
import { seededRandom } from '../random.ts';

/** Prompts of the practice world, skill after skill. */
export function benchmarkPrompts(count: number): readonly (readonly Message[])[] {
	return Array.from({ length: count }, (_, index) => {
		const skill = PRACTICE_SKILLS[index % PRACTICE_SKILLS.length] ?? '';
		const { instruction } = makeTask(skill, seededRandom('device benchmark', index));
		return studentMessages({ instruction, input: '' });
	});
}
