/** What the pages about data read: pool rows with their difficulty, one instruction's whole story, pairs of answers. */
import type { AnswerPair, InstructionDetail, PoolRow } from '../../app/ports/library.ts';
import { type Answer, answerId } from '../../core/answer.ts';
import { difficultyOf, pairScores } from '../../core/difficulty.ts';
import type { CallKey, InstructionId, ProjectId, RunId, StudentId } from '../../core/id.ts';
import { isDeleted, type Instruction } from '../../core/instruction.ts';
import type { Student } from '../../core/student.ts';
import { type Verdict, verdictId } from '../../core/verdict.ts';
import type { Connection } from './database.ts';
import { PendingEdits } from './pending-edits.ts';
import { instructionsOf, rowsOfRuns } from './run-rows.ts';

/** Every instruction in use of the runs (nearest first) with the newest judgement of it, in the order in which they were made. */
export async function readPoolRows(
	db: Connection,
	project: ProjectId,
	runs: readonly RunId[],
): Promise<readonly PoolRow[]> {
	const instructions = (await instructionsOf(db, project, runs))
		.filter((row) => !isDeleted(row))
		.toSorted((a, b) => a.iteration - b.iteration || a.order - b.order);
	const students = await db.students.where({ projectId: project }).toArray();
	const newest = newestVerdicts(await rowsOfRuns(db.verdicts, runs), newestFirst(students, runs));
	return instructions.map((instruction) => {
		const verdicts = newest.get(instruction.id);
		if (verdicts === undefined) return { instruction, difficulty: null, judged: null };
		const scores = scoresOf(verdicts);
		return {
			instruction,
			difficulty: scores === undefined ? null : difficultyOf(scores),
			judged: verdicts[0]?.studentId ?? null,
		};
	});
}

/** Students with a place: of a later iteration first, of two the one of the nearer run. */
function newestFirst(
	students: readonly Student[],
	runs: readonly RunId[],
): ReadonlyMap<StudentId, number> {
	const distance = new Map(runs.map((run, index) => [run, index]));
	const ours = students.filter(({ runId }) => distance.has(runId));
	ours.sort(
		(a, b) =>
			b.iteration - a.iteration || (distance.get(a.runId) ?? 0) - (distance.get(b.runId) ?? 0),
	);
	return new Map(ours.map(({ id }, place) => [id, place]));
}

function newestVerdicts(
	verdicts: readonly Verdict[],
	places: ReadonlyMap<StudentId, number>,
): ReadonlyMap<InstructionId, readonly Verdict[]> {
	const placeOf = (verdict: Verdict) => places.get(verdict.studentId) ?? Infinity;
	const newest = new Map<InstructionId, Verdict[]>();
	for (const verdict of verdicts) {
		const known = newest.get(verdict.instructionId);
		const difference = known?.[0] === undefined ? -1 : placeOf(verdict) - placeOf(known[0]);
		if (difference === 0) known?.push(verdict);
		else if (difference < 0) newest.set(verdict.instructionId, [verdict]);
	}
	return newest;
}

function scoresOf(verdicts: readonly Verdict[]) {
	return pairScores(
		verdicts.find(({ order }) => order === 'teacher-first'),
		verdicts.find(({ order }) => order === 'student-first'),
	);
}

/** See `Library.detail`. */
export async function readDetail(
	db: Connection,
	id: InstructionId,
): Promise<InstructionDetail | undefined> {
	const found = await db.instructions.get(id);
	if (found === undefined) return undefined;
	const pending = await PendingEdits.of(db, found.projectId);
	const instruction = (await db.instructions.get(id)) ?? found;
	const answers = await db.answers.where('id').startsWith(`${id}|`).toArray();
	const verdicts = await db.verdicts.where('id').startsWith(`${id}|`).toArray();
	const keys = [...answers, ...verdicts].flatMap(({ callKey }) => callKey ?? []);
	const { parentId } = instruction;
	const parent = parentId === null ? undefined : await db.instructions.get(parentId);
	const children = await db.instructions.where({ parentId: id }).toArray();
	return {
		instruction: pending.over(instruction),
		answers,
		verdicts,
		parent: parent === undefined ? null : pending.over(parent),
		children: children.map((child) => pending.over(child)),
		calls: await callsAbout(db, id, keys),
	};
}

/** The calls behind its answers and verdicts, and those that made the instruction itself. */
async function callsAbout(db: Connection, id: InstructionId, keys: readonly CallKey[]) {
	const about = await db.calls.where({ about: id }).toArray();
	const known = new Set(about.map(({ key }) => key));
	const others = await db.calls.bulkGet([...new Set(keys)].filter((key) => !known.has(key)));
	const calls = [...about, ...others.filter((call) => call !== undefined)];
	return calls.sort((a, b) => a.sentAt - b.sentAt);
}

export type PairsQuery = {
	readonly student: StudentId;
	readonly other: StudentId | null;
	readonly set: 'heldOut' | 'development' | 'cache';
};

/** See `Library.pairs`: the instructions of the set that one of the two has answered. */
export async function readPairs(db: Connection, query: PairsQuery): Promise<readonly AnswerPair[]> {
	const student = await db.students.get(query.student);
	if (student === undefined) return [];
	const all = await db.instructions.where({ projectId: student.projectId }).toArray();
	const rows = all.filter((row) => isInSet(row, query.set));
	const teacher = await textsOf(db, rows, 'teacher');
	const file = await textsOf(db, rows, 'file');
	const mine = await sideOf(db, rows, query.student);
	const other = query.other === null ? NO_SIDE : await sideOf(db, rows, query.other);
	const pairs = rows.map((instruction, index) => ({
		instruction,
		teacher: teacher[index] ?? file[index] ?? null,
		student: mine.texts[index] ?? null,
		verdicts: mine.verdicts[index] ?? [],
		other: other.texts[index] ?? null,
		scores: mine.scores[index] ?? null,
		otherScores: other.scores[index] ?? null,
	}));
	return pairs.filter((pair) => pair.student !== null || pair.other !== null);
}

function isInSet(row: Instruction, set: PairsQuery['set']): boolean {
	if (set !== 'cache') return row.split === set;
	return row.pool === 'cache' || row.pool === 'both';
}

async function textsOf(
	db: Connection,
	rows: readonly Instruction[],
	author: Answer['author'],
): Promise<readonly (string | undefined)[]> {
	const answers = await db.answers.bulkGet(rows.map(({ id }) => answerId(id, author)));
	return answers.map((answer) => answer?.text);
}

type Side = {
	readonly texts: readonly (string | undefined)[];
	readonly verdicts: readonly (readonly Verdict[])[];
	readonly scores: readonly AnswerPair['scores'][];
};
const NO_SIDE: Side = { texts: [], verdicts: [], scores: [] };

async function sideOf(
	db: Connection,
	rows: readonly Instruction[],
	student: StudentId,
): Promise<Side> {
	const verdicts = (order: Verdict['order']) =>
		db.verdicts.bulkGet(rows.map(({ id }) => verdictId(id, student, order)));
	const teacherFirst = await verdicts('teacher-first');
	const studentFirst = await verdicts('student-first');
	return {
		texts: await textsOf(db, rows, student),
		verdicts: rows.map((_, index) =>
			[teacherFirst[index], studentFirst[index]].filter((verdict) => verdict !== undefined),
		),
		scores: rows.map((_, index) => {
			const scores = pairScores(teacherFirst[index], studentFirst[index]);
			return scores === undefined ? null : { teacher: scores.teacher, student: scores.student };
		}),
	};
}
