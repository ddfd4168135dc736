/** Making an exam: instructions of a file or of a project's pools are copied, so that nothing changes what was asked. */
import {
	type Exam,
	type ExamPool,
	type ExamSet,
	type ExamTask,
	MOST_TASKS,
	taskId,
} from '../../core/exam/exam.ts';
import { goingOn, withStudents } from '../../core/exam/plan.ts';
import { Duplicates } from '../../core/formats/duplicates.ts';
import { AppError } from '../../core/error.ts';
import type { ExamId } from '../../core/id.ts';
import { type Instruction, isDeleted } from '../../core/instruction.ts';
import type { ExportSource } from '../export-ports.ts';
import type { RecordFiles } from '../import-ports.ts';
import { rowsOf, sampled } from '../import-rows.ts';
import type { Clock, NewId } from '../ports/system.ts';
import type { ExamOrder, ExamSource, ExamStore, ExamWatching } from './ports.ts';

export type CreatingWorld = {
	readonly store: Pick<ExamStore, 'begin' | 'addTasks' | 'change' | 'delete'>;
	readonly files: RecordFiles;
	readonly pools: Pick<ExportSource, 'instructionIds' | 'instructions' | 'answers'>;
	/** A project's name; undefined: there is no such project. */
	readonly projectName: (project: Instruction['projectId']) => Promise<string | undefined>;
	readonly clock: Clock;
	readonly newId: NewId;
};
type Found = Pick<ExamTask, 'instruction' | 'input' | 'skill' | 'reference'>;

/** Rows of a pool that are read at once. */
const AT_ONCE = 500;

/** The exam, ready to be carried out; see `Exams.create`. */
export async function createExam(
	world: CreatingWorld,
	order: ExamOrder,
	watching: ExamWatching,
): Promise<ExamId> {
	const id = world.newId() as ExamId;
	const empty = await emptyExam(world, id, order);
	await world.store.begin(empty);
	try {
		const { tasks, references } = await copyTasks(world, empty, order.source, watching);
		watching.signal.throwIfAborted();
		if (tasks === 0)
			throw new AppError('exam/no-rows', 'There is no instruction in it that could be asked.');
		await world.store.change(id, (exam) =>
			goingOn({ ...exam, tasks, references, state: { kind: 'running' } }),
		);
		return id;
	} catch (thrown) {
		await world.store.delete(id);
		throw thrown;
	}
}

async function emptyExam(world: CreatingWorld, id: ExamId, order: ExamOrder): Promise<Exam> {
	const { source, sampling, students, name } = order;
	const bare: Exam = {
		...{ schema: 1, id, name, sampling, tasks: 0, references: 0, students: [] },
		projectId: source.kind === 'pool' ? source.project : null,
		set: await setOf(world, source),
		state: { kind: 'preparing' },
		createdAt: world.clock(),
	};
	return withStudents(bare, students);
}

async function setOf(world: CreatingWorld, source: ExamSource): Promise<ExamSet> {
	if (source.kind === 'file') return { kind: 'file', name: source.source.name };
	const { pool, skill, text } = source;
	const project = await world.projectName(source.project);
	if (project === undefined)
		throw new AppError('project/unknown', `There is no project ${source.project}.`);
	return { kind: 'pool', project, pool, skill, text };
}

async function copyTasks(
	{ store, ...world }: CreatingWorld,
	{ id: examId }: Exam,
	source: ExamSource,
	watching: ExamWatching,
): Promise<{ readonly tasks: number; readonly references: number }> {
	let tasks = 0;
	let references = 0;
	const found =
		source.kind === 'file'
			? fromFile(world.files, source, watching)
			: fromPool(world.pools, source, watching);
	for await (const some of found) {
		watching.signal.throwIfAborted();
		const rows = some.map((row, place): ExamTask => {
			const order = tasks + place;
			return { schema: 1, id: taskId(examId, order), examId, order, ...row };
		});
		tasks += rows.length;
		if (tasks > MOST_TASKS)
			throw new AppError('exam/too-large', `Expected at most ${MOST_TASKS} instructions.`);
		references += rows.filter(({ reference }) => reference !== null).length;
		if (rows.length > 0) await store.addTasks(examId, rows);
	}
	return { tasks, references };
}

/** Usable rows, exact repeats once: as many as the preview of the file has said. */
async function* fromFile(
	files: RecordFiles,
	{ source }: Extract<ExamSource, { kind: 'file' }>,
	{ signal, onProgress }: ExamWatching,
): AsyncGenerator<readonly Found[]> {
	const duplicates = new Duplicates();
	const watching = { signal, onProgress };
	for await (const rows of rowsOf(files, await sampled(files, source), 'read', watching))
		yield rows.flatMap((row): Found[] => {
			if ('reason' in row || !duplicates.isNew(row.instruction, row.input)) return [];
			const { instruction, input, skill, output } = row;
			return [{ instruction, input, skill, reference: output === '' ? null : output }];
		});
}

async function* fromPool(
	pools: CreatingWorld['pools'],
	source: Extract<ExamSource, { kind: 'pool' }>,
	{ onProgress }: ExamWatching,
): AsyncGenerator<readonly Found[]> {
	const ids = await pools.instructionIds(source.project);
	for (let at = 0; at < ids.length; at += AT_ONCE) {
		const rows = await pools.instructions(source.project, ids.slice(at, at + AT_ONCE));
		const wanted = rows.filter((row) => isWanted(row, source));
		const answers = await pools.answers(
			wanted.map(({ id }) => id),
			['teacher', 'file'],
		);
		// The teacher's, or else the file's, as an export has it; the store gives the teacher's first.
		const references = new Map(
			answers.toReversed().map(({ instructionId, text }) => [instructionId, text]),
		);
		yield wanted.map(({ id, instruction, input, skill }) => ({
			...{ instruction, input, skill },
			reference: references.get(id) ?? null,
		}));
		onProgress({ done: Math.min(ids.length, at + AT_ONCE), total: ids.length });
	}
}

function isWanted(
	row: Instruction,
	{ pool, skill, text }: Extract<ExamSource, { kind: 'pool' }>,
): boolean {
	if (isDeleted(row) || !isIn(row, pool)) return false;
	if (skill !== null && row.skill !== skill) return false;
	const wanted = text.trim().toLowerCase();
	return [row.instruction, row.input].some((one) => one.toLowerCase().includes(wanted));
}

function isIn({ split, pool, runId }: Instruction, wanted: ExamPool): boolean {
	switch (wanted) {
		case 'heldOut':
		case 'development':
			return split === wanted;
		case 'cache':
		case 'train':
			return pool === wanted || pool === 'both';
		case 'seeds':
			return runId === null;
	}
}
