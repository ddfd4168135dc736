/** The sentence that the Evaluate page opens with: whether the newest student is better than the one before. */
import type { Score } from '../../../core/run.ts';
import { studentName, type Student } from '../../../core/student.ts';
import { between, count, mayBeZero, percent, plusMinus, signed } from '../../parts/format.ts';
import { withShownControls } from '../../parts/shown-controls.ts';
import { SETS, type SetName } from './evaluate-params.ts';
import { scoreFor } from './matrix.ts';

export const SET_WORDS: Readonly<Record<SetName, string>> = {
	heldOut: 'held-out',
	development: 'development',
};
export type EvaluateFinding = { readonly sentence: string; readonly why: string };

/** undefined while no student has a score. */
export function evaluateFinding(
	students: readonly Student[],
	scores: readonly Score[],
): EvaluateFinding | undefined {
	const newest = students.findLast(({ id }) =>
		SETS.some((set) => (scoreFor(scores, id, set)?.relative ?? null) !== null),
	);
	if (newest === undefined) return undefined;
	const of = SETS.flatMap((set) => scoreFor(scores, newest.id, set) ?? []);
	const name = studentName(newest.iteration);
	const why = of.flatMap(reachWords).join(' ');
	const gains = of.flatMap(({ gain, set }) => (gain === null ? [] : [{ gain, set }]));
	if (gains.length === 0) {
		const first = of.find(({ relative }) => relative !== null)?.relative;
		const reached = first == null ? '' : percent(first.value);
		return { sentence: `${name} reaches ${reached} of the teacher.`, why };
	}
	const sets = (wanted: (gain: (typeof gains)[number]['gain']) => boolean) =>
		gains.filter(({ gain }) => wanted(gain)).map(({ set }) => SET_WORDS[set]);
	const parts = [
		part(
			'is better than',
			sets(({ low }) => low > 0),
		),
		part(
			'is worse than',
			sets(({ high }) => high < 0),
		),
		part('may be no better than', sets(mayBeZero)),
	].filter((one) => one !== undefined);
	const before = studentName(newest.iteration - 1);
	const sentence = parts.map(
		({ verb, on }, index) => `${index === 0 ? `${name} ` : ''}${verb} ${before} on ${on}`,
	);
	return { sentence: `${sentence.join(' and ')} instructions.`, why };
}

function part(verb: string, on: readonly string[]) {
	return on.length === 0 ? undefined : { verb, on: on.join(' and on ') };
}

function reachWords({ relative, gain, set, n, elsewhere }: Score): string[] {
	if (relative === null) return [];
	const gained =
		gain === null
			? ''
			: `, ${signed(gain.value)} points (${between(gain).replace('–', '\u2060–\u2060')}, paired)`;
	return [
		`On ${count(n)} ${SET_WORDS[set]} instructions it reaches ${percent(relative.value)} ${plusMinus(relative)} of the teacher${gained}.`,
		...(elsewhere === undefined ? [] : [elsewhereWords(n, elsewhere)]),
	];
}

/** "Its answers were computed at http://127.0.0.1:4748, not on this device." */
function elsewhereWords(n: number, elsewhere: NonNullable<Score['elsewhere']>): string {
	const whose = elsewhere.n === n ? 'Its' : `${count(elsewhere.n)} of its`;
	const origins = elsewhere.origins.map(withShownControls).join(' and ');
	const verb = elsewhere.n === 1 && n > 1 ? 'was' : 'were';
	return `${whose} answers ${verb} computed at ${origins}, not on this device.`;
}
