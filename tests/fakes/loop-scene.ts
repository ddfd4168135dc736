/** A practice run in its third iteration, as rows in memory: what the Loop and Pools pages have to show. */
import type { AnswerPair, InstructionDetail, PoolRow } from '../../src/app/ports/library.ts';
import type { InstructionId } from '../../src/core/id.ts';
import { seedId, studentIdOf } from '../../src/core/id.ts';
import type { Instruction } from '../../src/core/instruction.ts';
import { makeTask, PRACTICE_SKILLS } from '../../src/core/practice/world.ts';
import type { RunProgress } from '../../src/core/progress.ts';
import { type Random, seededRandom } from '../../src/core/random.ts';
import type {
	IntervalValue,
	IterationReport,
	Score,
	StageEntry,
	StageName,
	TrainingJob,
} from '../../src/core/run.ts';
import { VERDICT_ORDERS } from '../../src/core/verdict.ts';
import { answerRow, callRow, generatedRow, PROJECT, RUN, seedRow, verdictRow } from './rows.ts';

const random: Random = seededRandom('loop scene');
const SKILLS = PRACTICE_SKILLS;
/** Share of hard by skill in iteration 1; each iteration takes a fifth off, but for every eleventh skill. */
const hardness = SKILLS.map((_, index) => 0.25 + 0.7 * ((index * 37) % 53) * (1 / 53));

export const around = (value: number, half: number): IntervalValue => ({
	value,
	low: value - half,
	high: value + half,
});

export function scoreRow(iteration: number, relative: number, fields: Partial<Score> = {}): Score {
	return {
		schema: 1,
		id: `${studentIdOf(RUN, iteration)}|heldOut`,
		projectId: PROJECT,
		runId: RUN,
		studentId: studentIdOf(RUN, iteration),
		iteration,
		set: 'heldOut',
		relative: around(relative, 3.2),
		gain: iteration < 0 ? null : around(5.2, 2.7),
		exact: relative / 130,
		n: 1590,
		unscored: 0,
		bySkill: SKILLS.map((skill, index) => ({
			skill,
			n: 30,
			relative: Math.min(100, relative * (1.6 - (hardness[index] ?? 0))),
			exact: 0.4,
		})),
		at: 1_000_000,
		...fields,
	};
}

export function reportRow(
	iteration: number,
	fields: Partial<IterationReport> = {},
): IterationReport {
	return {
		schema: 1,
		id: `${RUN}|${iteration}`,
		projectId: PROJECT,
		runId: RUN,
		iteration,
		difficulty: SKILLS.map((skill, index) => {
			const all = 12 + ((index * 7) % 20);
			const share = (hardness[index] ?? 0) * (index % 11 === 3 ? 1 : 0.8 ** (iteration - 1));
			const hard = Math.round(all * share);
			return { skill, hard, easy: all - hard, unscored: 0, gap: 2 };
		}),
		agreement: 0.94,
		asked: 1912,
		accepted: { hard: 702, easy: 698 },
		rejected: { 'not-novel': 431, unreadable: 40, 'too-short': 27, 'cut-off': 14 },
		budget: SKILLS.map((skill, index) => ({ skill, count: 2 + ((index * 29) % 41) })),
		shortOf: null,
		...fields,
	};
}

export const jobRow = (
	iteration: number,
	steps: number,
	fields: Partial<TrainingJob> = {},
): TrainingJob => ({
	schema: 1,
	id: `${RUN}|job|${iteration}`,
	projectId: PROJECT,
	runId: RUN,
	iteration,
	jobId: `ftjob-${iteration}`,
	status: steps < 188 ? 'running' : 'succeeded',
	rows: 1500,
	tooLong: 0,
	cutOff: 0,
	unanswered: 0,
	leftOut: [],
	step: steps,
	totalSteps: 188,
	points: Array.from({ length: steps }, (_, step) => ({
		step: step + 1,
		loss: (1.7 - 0.2 * iteration) * Math.exp(-step / 60) + 0.3 + 0.05 * random(),
		learningRate: 7e-4 * (1 - step / 188),
	})),
	error: null,
	createdAt: 2000 + iteration,
	finishedAt: null,
	...fields,
});

export const stageRow = (
	iteration: number,
	stage: StageName,
	fields: Partial<StageEntry> = {},
): StageEntry => ({
	schema: 1,
	id: `${RUN}|${iteration}|${stage}`,
	projectId: PROJECT,
	runId: RUN,
	iteration,
	stage,
	startedAt: 0,
	finishedAt: 1,
	seconds: 252,
	...fields,
});

export const progressRow = (fields: Partial<RunProgress> = {}): RunProgress => ({
	schema: 1,
	runId: RUN,
	projectId: PROJECT,
	place: { iteration: 3, stage: 'discrimination' },
	steps: [
		{ name: 'teacher-answers', done: 1800, total: 1800, failed: 0 },
		{ name: 'student-answers', done: 1640, total: 1800, failed: 0 },
		{ name: 'verdicts', done: 2560, total: 3600, failed: 15 },
	],
	pools: { train: 1000, cache: 1800, heldOut: 1590 },
	cache: { hard: 412, easy: 861, unscored: 7 },
	calls: { teacher: 8890, referee: 21_340, generator: 3920, labeller: 0 },
	fromLedger: 1400,
	inDoubt: 0,
	failedCalls: 3,
	promptTokens: 9_120_400,
	completionTokens: 812_300,
	costNanoUsd: null,
	student: { device: 'wasm', batch: 32, answersPerMinute: 1180, workers: 2, note: null },
	secondsLeftInStage: 220,
	secondsLeft: 540,
	at: 1_000_000,
	...fields,
});

/** A task of the practice world, with the answer of a student that is right `skill` of the time. */
function taskRow(order: number): { row: Instruction; answer: string } {
	const skill = SKILLS[(order * 17) % SKILLS.length] ?? 'add';
	const task = makeTask(skill, seededRandom('scene task', order));
	const seed = seedRow(order, {
		instruction: task.instruction,
		skill,
		skillFrom: 'data',
		origin: 'practice',
		pool: order % 7 < 4 ? 'train' : 'cache',
		...(order % 13 === 0 ? { split: 'heldOut', pool: null } : {}),
	});
	if (order % 3 !== 0 || seed.pool === null) return { row: seed, answer: task.answer };
	const parent = seedRow(order - 1, { id: seedId(PROJECT, order - 1) });
	const row = generatedRow(parent, order, {
		instruction: task.instruction,
		skill,
		skillFrom: 'generator',
		pool: seed.pool,
		operator: order % 2 === 0 ? 'hard' : 'easy',
		iteration: 1 + (order % 2),
	});
	return { row, answer: task.answer };
}

const TASKS = Array.from({ length: 3000 }, (_, order) => taskRow(order));

export const poolRows: readonly PoolRow[] = TASKS.map(({ row }, order) => {
	const isJudged = row.pool === 'cache' && order % 5 !== 0;
	const difficulty = order % 29 === 0 ? null : ((order * 31) % 19) / 2 - 0.5;
	return {
		instruction: row,
		difficulty: isJudged ? difficulty : null,
		judged: isJudged ? studentIdOf(RUN, 2) : null,
	};
});

export function detailOf(id: InstructionId): InstructionDetail | undefined {
	const index = TASKS.findIndex(({ row }) => row.id === id);
	const found = TASKS[index];
	if (found === undefined) return undefined;
	const student = studentIdOf(RUN, 2);
	return {
		instruction: found.row,
		answers: [
			answerRow(id, 'teacher', { text: found.answer }),
			answerRow(id, student, { text: `${found.answer} or so` }),
		],
		verdicts: [
			verdictRow(id, student, 'teacher-first', {
				scores: { teacher: 10, student: 4 },
				explanation: 'The second answer says more than was asked.',
			}),
			verdictRow(id, student, 'student-first', {
				scores: { teacher: 10, student: 5 },
				explanation: 'The first answer is not exact.',
			}),
		],
		parent: found.row.parentId === null ? null : (TASKS[index - 1]?.row ?? null),
		children: TASKS.map(({ row }) => row).filter(({ parentId }) => parentId === id),
		calls: [
			callRow('a1', {
				role: 'teacher',
				attempts: 1,
				reply: { text: found.answer, finish: 'stop', promptTokens: 41, completionTokens: 4 },
			}),
			callRow('b2', {
				role: 'referee',
				attempts: 2,
				reply: { text: '…', finish: 'stop', promptTokens: 210, completionTokens: 38 },
			}),
		],
	};
}

export const pairs: readonly AnswerPair[] = TASKS.slice(0, 120).map(({ row, answer }, order) => {
	const before = 2 + ((order * 5) % 8);
	const after = Math.min(10, before + ((order * 3) % 7) - 1);
	return {
		instruction: row,
		teacher: answer,
		student: after >= 10 ? answer : `${answer} ${order % 2 === 0 ? 'minutes' : 'left'}`,
		verdicts:
			order % 40 === 7
				? []
				: VERDICT_ORDERS.map((of) => ({ order: of, scores: { teacher: 10, student: after } })),
		other: order % 3 === 0 ? 'I do not know' : `${answer} about`,
		scores: order % 40 === 7 ? null : { teacher: 10, student: after },
		otherScores: { teacher: 10, student: before },
	};
});
