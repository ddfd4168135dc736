/** How long the stages of a run take: by the teacher's limits and latency, the student's rate, the trainer's. */
import type { Role } from '../call.ts';
import type { StageName } from '../run.ts';
import type { CallMeans, Measures } from './measures.ts';
import type { Paces } from './paces.ts';
import type { PlanData, Work } from './work.ts';

/** What the student and the trainer run on; null: unknown. */
export type Machine = {
	readonly params: number | null;
	readonly trainer: 'cpu' | 'cuda' | null;
};
export const UNKNOWN_MACHINE: Machine = { params: null, trainer: null };

/** `limit`: the user's limit a minute holds the calls up. */
export type TimeSource =
	| {
			readonly part: 'replies';
			readonly by: 'measured';
			readonly role: Role;
			readonly calls: number;
	  }
	| { readonly part: 'replies'; readonly by: 'limit'; readonly of: 'requests' | 'tokens' }
	| { readonly part: 'replies' | 'student' | 'training'; readonly by: 'assumed' | 'unknown' }
	| { readonly part: 'student' | 'training'; readonly by: 'measured'; readonly on: number };
export type StageTime = {
	readonly stage: StageName;
	/** null: a part of it is unknown. */
	readonly seconds: number | null;
	readonly from: readonly TimeSource[];
};

type Timing = {
	readonly means: Readonly<Record<Role, CallMeans>>;
	readonly paces: Paces;
	readonly machine: Machine;
	readonly measures: Measures;
	readonly data: PlanData;
};
type Span = { readonly seconds: number | null; readonly from: readonly TimeSource[] };
const NO_TIME: Span = { seconds: 0, from: [] };

export function timesOf(
	stages: readonly StageName[],
	work: readonly Work[],
	timing: Timing,
): readonly StageTime[] {
	return stages.flatMap((stage) => {
		const here = work.filter(({ place }) => place.stage === stage);
		const { seconds, from } = after(...here.map((one) => placeSpan(one, timing)));
		return here.length === 0 ? [] : [{ stage, seconds, from: distinct(from) }];
	});
}

/** Where a set is judged, teacher and student work side by side; training comes after the answers. */
function placeSpan({ place, calls, studentAnswers, trainedRows }: Work, timing: Timing): Span {
	const asked = askedSpan(calls, timing);
	const answered = studentSpan(studentAnswers, timing);
	// The base is exported as it is: a job without rows.
	const rows = place.stage === 'prepare' ? 0 : trainedRows;
	return after(beside(asked, answered), rows === null ? NO_TIME : trainingSpan(rows, timing));
}

function askedSpan(calls: Work['calls'], { means, paces }: Timing): Span {
	const asked = (Object.keys(calls) as Role[]).filter((role) => calls[role] > 0);
	const names = new Set(asked.map((role) => paces[role].name));
	return beside(
		...[...names].map((name) => {
			const roles = asked.filter((role) => paces[role].name === name);
			return groupSpan(roles, calls, { means, paces });
		}),
	);
}

/** The slowest of what holds the calls of one teacher up. */
function groupSpan(
	roles: readonly Role[],
	calls: Work['calls'],
	{ means, paces }: Pick<Timing, 'means' | 'paces'>,
): Span {
	const sum = (of: (role: Role) => number) =>
		roles.reduce((total, role) => total + calls[role] * of(role), 0);
	const [first = 'teacher'] = roles;
	const { concurrency, requestsPerMinute = Infinity, tokensPerMinute = Infinity } = paces[first];
	// Each labeller's call is shown the names that the earlier ones found: they follow one another.
	const byLatency = sum((role) => means[role].seconds / (role === 'labeller' ? 1 : concurrency));
	const byRequests = (60 * sum(() => 1)) / requestsPerMinute;
	const byTokens =
		(60 * sum((role) => means[role].promptTokens + means[role].completionTokens)) / tokensPerMinute;
	const seconds = Math.max(byLatency, byRequests, byTokens);
	if (seconds === byLatency)
		return { seconds, from: roles.map((role) => sourceOf(role, means[role])) };
	const of = seconds === byRequests ? 'requests' : 'tokens';
	return { seconds, from: [{ part: 'replies', by: 'limit', of }] };
}

function sourceOf(role: Role, { from }: CallMeans): TimeSource {
	return from.kind === 'measured'
		? { part: 'replies', by: 'measured', role, calls: from.calls }
		: { part: 'replies', by: 'assumed' };
}

/**
 * Assumed: operations a second on a device that nothing is known of (a laptop's), and in training; two for a weight and
 * token that is read or written, six in training; an answer takes no less than the page needs around it.
 */
const STUDENT_FLOPS = 1e11;
const TRAINER_FLOPS = { cpu: 1e11, cuda: 5e13 };
const LEAST_ANSWER_SECONDS = 0.05;
/** Start of a job, export, copying to this browser: and a second for each so many bytes of weights, at four a parameter. */
const JOB_SECONDS = 20;
const WEIGHT_BYTES_A_SECOND = 5e7;

function studentSpan(answers: number, { machine, measures, data }: Timing): Span {
	if (answers === 0) return NO_TIME;
	const { student } = measures;
	if (student !== null && student.answers > 0)
		return {
			seconds: (answers * student.seconds) / student.answers,
			from: [{ part: 'student', by: 'measured', on: student.answers }],
		};
	if (machine.params === null) return unknownSpan('student');
	const flops = 2 * machine.params * tokensOfRow(data);
	const each = Math.max(LEAST_ANSWER_SECONDS, flops / STUDENT_FLOPS);
	return { seconds: answers * each, from: [{ part: 'student', by: 'assumed' }] };
}

function trainingSpan(rows: number, { machine, measures, data }: Timing): Span {
	const { training } = measures;
	if (training !== null && training.rows > 0)
		return {
			seconds: training.besideSeconds + (rows * training.seconds) / training.rows,
			from: [{ part: 'training', by: 'measured', on: training.rows }],
		};
	if (machine.params === null || machine.trainer === null) return unknownSpan('training');
	const flops = 6 * machine.params * tokensOfRow(data) * rows;
	const beside = JOB_SECONDS + (4 * machine.params) / WEIGHT_BYTES_A_SECOND;
	return {
		seconds: beside + flops / TRAINER_FLOPS[machine.trainer],
		from: [{ part: 'training', by: 'assumed' }],
	};
}

function tokensOfRow({ taskTokens, answerTokens }: PlanData): number {
	return taskTokens + answerTokens;
}

function unknownSpan(part: 'student' | 'training'): Span {
	return { seconds: null, from: [{ part, by: 'unknown' }] };
}

function after(...spans: readonly Span[]): Span {
	return spans.reduce(
		(a, b) => ({
			seconds: a.seconds === null || b.seconds === null ? null : a.seconds + b.seconds,
			from: [...a.from, ...b.from],
		}),
		NO_TIME,
	);
}

function beside(...spans: readonly Span[]): Span {
	return spans.reduce(
		(a, b) => ({
			seconds: a.seconds === null || b.seconds === null ? null : Math.max(a.seconds, b.seconds),
			from: [...a.from, ...b.from],
		}),
		NO_TIME,
	);
}

function distinct(sources: readonly TimeSource[]): readonly TimeSource[] {
	return [...new Map(sources.map((source) => [JSON.stringify(source), source])).values()];
}
