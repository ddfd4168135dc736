/** The practice referee's rubric: points for an answer against the exact one. */

/** Points 1–10, and the reason as the end of a sentence that begins with the answer's name. */
export type Grade = { readonly points: number; readonly because: string };

/**
 * The rubric: exact 10; right but badly formed 8–9; partly right 4–7 (some of its parts, the right unit, off by one);
 * of the right kind but wrong 2–3; empty or off topic 1.
 */
export function gradeAnswer(right: string, given: string): Grade {
	const answer = given.trim();
	if (answer === '') return { points: 1, because: 'is empty' };
	if (answer === right) return { points: 10, because: 'is exactly right' };
	const [plainRight, plainAnswer] = [plain(right), plain(answer)];
	if (plainRight === plainAnswer) return { points: 9, because: 'is right, but not well formed' };
	if (` ${plainAnswer} `.includes(` ${plainRight} `)) return gradeSurrounded(right, answer);
	return (
		gradeParts(plainRight.split(' '), plainAnswer.split(' ')) ??
		gradeNumber(plainRight, plainAnswer) ??
		gradeLetters(plainRight, plainAnswer)
	);
}

/** Lower case, letters and digits, one space between. */
function plain(text: string): string {
	return text
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, ' ')
		.trim();
}

const isNumber = (text: string) => /^\d+$/.test(text);
const numbersOf = (text: string) => text.match(/\d+/g) ?? [];

/** The right answer with other words around it; with other numbers around a number it is a guess among several. */
function gradeSurrounded(right: string, answer: string): Grade {
	const isGuess = numbersOf(right).length > 0 && numbersOf(answer).length > numbersOf(right).length;
	return isGuess
		? { points: 5, because: 'has the right value, but others beside it' }
		: { points: 8, because: 'is right, but says more than was asked' };
}

/** Answers of several parts: the share of parts in their right places. */
function gradeParts(right: readonly string[], answer: readonly string[]): Grade | undefined {
	if (right.length < 2) return undefined;
	const placed = right.filter((part, place) => answer[place] === part).length;
	const parts = Math.max(right.length, answer.length);
	if (placed > 0) {
		const because = `has ${placed} of ${parts} parts right`;
		return { points: 4 + Math.floor((3 * placed) / parts), because };
	}
	if (right.some((part) => answer.includes(part)))
		return { points: 4, because: 'has a right part, but out of place' };
	return undefined;
}

function gradeNumber(right: string, answer: string): Grade | undefined {
	if (!isNumber(right) || !isNumber(answer)) return undefined;
	const distance = Math.abs(Number(right) - Number(answer));
	if (distance === 1) return { points: 5, because: 'is off by one' };
	if (distance <= 0.1 * Number(right)) return { points: 4, because: 'is close' };
	return { points: 2, because: 'is a number, but the wrong one' };
}

/** One word: the share of its letters in their right places. */
function gradeLetters(right: string, answer: string): Grade {
	if (/\d/.test(right) !== /\d/.test(answer) || answer === '')
		return { points: 1, because: 'does not answer the task' };
	const placed = Array.from(right).filter((letter, place) => answer[place] === letter).length;
	const share = placed / Math.max(right.length, answer.length);
	if (share >= 0.75) return { points: 6, because: 'is nearly right' };
	if (share >= 0.5) return { points: 4, because: 'is half right' };
	return { points: share > 0.2 ? 3 : 2, because: 'is of the right kind, but wrong' };
}
