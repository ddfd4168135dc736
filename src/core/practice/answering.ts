/** The practice teacher as teacher and as labeller: what it can read it answers exactly. */
import { readTask } from './world.ts';

/** The answer to anything outside the practice world. */
export const NOT_OF_THIS_WORLD =
	'I am the practice teacher: I know the tasks of the practice world only, and this is not one of them.';

/** The exact answer to the task, or the sentence above. */
export function answerReply(text: string): string {
	return readTask(text.trim())?.answer ?? NOT_OF_THIS_WORLD;
}

/** The skill of each section TASK 1 … TASK n, as JSON. */
export function labellerReply(sections: ReadonlyMap<string, string>): string {
	const labels = [...sections]
		.filter(([name]) => name.startsWith('TASK '))
		.map(([, text]) => readTask(text.trim())?.skill ?? 'outside the practice world');
	return JSON.stringify({ labels });
}
