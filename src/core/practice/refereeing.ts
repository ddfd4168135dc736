/** The practice teacher as referee: both answers scored by the rubric, explanation first. */
import { type Grade, gradeAnswer } from './grading.ts';
import { readTask } from './world.ts';

const NOTHING_TO_COMPARE = 5;

/**
 * The referee's reply on sections TASK, ANSWER 1 and ANSWER 2: JSON when `structured`, else an explanation and two
 * score lines. `positionBias` is a fault: points by which the first answer is put above what the rubric gives.
 */
export function refereeReply(
	sections: ReadonlyMap<string, string>,
	{ structured, positionBias }: { readonly structured: boolean; readonly positionBias: number },
): string {
	const task = readTask((sections.get('TASK') ?? '').trim());
	const grade = (answer: string) =>
		task ? gradeAnswer(task.answer, answer) : gradeWithoutTask(answer);
	const first = grade(sections.get('ANSWER 1') ?? '');
	const second = grade(sections.get('ANSWER 2') ?? '');
	const explanation = [
		task
			? `The right answer is "${task.answer}".`
			: 'This task is not one of the practice world, so there is nothing to compare the answers with.',
		`Answer 1 ${first.because}.`,
		`Answer 2 ${second.because}.`,
	].join(' ');
	const score1 = inRange(first.points + positionBias / 2);
	const score2 = inRange(second.points - positionBias / 2);
	return structured
		? JSON.stringify({ explanation, score_1: score1, score_2: score2 })
		: `${explanation}\nScore 1: ${score1}\nScore 2: ${score2}`;
}

function gradeWithoutTask(answer: string): Grade {
	return answer.trim() === ''
		? { points: 1, because: 'is empty' }
		: { points: NOTHING_TO_COMPARE, because: 'says something' };
}

const inRange = (points: number) => Math.min(10, Math.max(1, points));
