/** What a run stores in this browser: its rows and replies by their lengths, and its students' files. */
import type { Role } from '../call.ts';
import type { Recipe } from '../recipe.ts';
import type { CallMeans, Measures } from './measures.ts';
import type { Machine } from './time.ts';
import type { PlanData, Work } from './work.ts';

export type StoragePlan = {
	/** Instructions, answers, verdicts and the ledger, in the database and once more in its journal. */
	readonly rowBytes: number;
	/** Files of the base and of each student; null: unknown. */
	readonly studentBytes: number | null;
	readonly students: number;
	readonly studentsFrom: 'measured' | 'assumed' | 'unknown';
};

/** Bytes of a row beside its text, as JSON: ids, times, keys. */
export const ROW_BYTES = { instruction: 330, answer: 250, verdict: 420, call: 560 };
const CHARS_A_TOKEN = 4;
/** As the trainer exports it: 32-bit weights. */
const BYTES_A_PARAM = 4;

export function storageOf(
	recipe: Recipe,
	data: PlanData,
	known: {
		readonly work: readonly Work[];
		readonly means: Readonly<Record<Role, CallMeans>>;
		readonly machine: Machine;
		readonly measures: Measures;
	},
): StoragePlan {
	const students = recipe.iterations + 2;
	const { measures, machine } = known;
	const each =
		measures.studentBytes ?? (machine.params === null ? null : BYTES_A_PARAM * machine.params);
	return {
		rowBytes: Math.round(rowBytes(data, known)),
		studentBytes: each === null ? null : Math.round(each * students),
		students,
		studentsFrom:
			measures.studentBytes !== null ? 'measured' : each === null ? 'unknown' : 'assumed',
	};
}

function rowBytes(
	data: PlanData,
	{
		work,
		means,
	}: { readonly work: readonly Work[]; readonly means: Readonly<Record<Role, CallMeans>> },
): number {
	const sum = (of: (one: Work) => number) => work.reduce((total, one) => total + of(one), 0);
	const task = CHARS_A_TOKEN * data.taskTokens;
	const answer = CHARS_A_TOKEN * data.answerTokens;
	const replyOf = (role: Role) => CHARS_A_TOKEN * means[role].completionTokens;
	const candidates = sum(({ calls }) => calls.generator);
	const teacher = sum(({ calls }) => calls.teacher);
	const verdicts = sum(({ calls }) => calls.referee);
	// The imported rows lie there too; a candidate is an instruction or, turned away, about as long a row.
	const seeds = Math.max(data.train, data.cache) + data.heldOut;
	const calls = (Object.keys(means) as Role[]).reduce(
		(total, role) => total + sum((one) => one.calls[role]) * (ROW_BYTES.call + replyOf(role)),
		0,
	);
	const rows =
		(seeds + candidates) * (ROW_BYTES.instruction + task) +
		(data.answered + sum((one) => one.studentAnswers)) * (ROW_BYTES.answer + answer) +
		teacher * (ROW_BYTES.answer + replyOf('teacher')) +
		verdicts * (ROW_BYTES.verdict + replyOf('referee')) +
		calls;
	// The journal tells of each call twice: when it is sent, and with its reply.
	const sent = work.reduce(
		(total, one) => total + Object.values(one.calls).reduce((sum, n) => sum + n, 0),
		0,
	);
	return 2 * rows + sent * ROW_BYTES.call;
}
