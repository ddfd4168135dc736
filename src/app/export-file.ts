/** Writing rows of a project to a file, a few hundred instructions in memory at a time. */
import { type ExportTask, exportedRows, FRAMES } from '../core/formats/export-rows.ts';
import type { InstructionId, StudentId } from '../core/id.ts';
import { type Instruction, isDeleted } from '../core/instruction.ts';
import { poolOf } from '../core/loop/pools.ts';
import type { Run } from '../core/run.ts';
import type { ExportedFile, ExportOrder, Exports, ExportSource } from './export-ports.ts';

const TASKS_AT_ONCE = 500;

type Scope = {
	readonly chain: readonly Run[];
	/** Newest first. */
	readonly students: readonly StudentId[];
};

/** The file and its rows; stops at the signal. */
export async function exportFile(
	source: ExportSource,
	order: ExportOrder,
	{ signal, onProgress }: Parameters<Exports['write']>[1],
): Promise<ExportedFile> {
	const scope = await scopeOf(source, order);
	const ids = await source.instructionIds(order.project);
	const { start, between, end } = FRAMES[order.format];
	const parts: BlobPart[] = [start];
	let rows = 0;
	for (let at = 0; at < ids.length; at += TASKS_AT_ONCE) {
		signal.throwIfAborted();
		const tasks = await tasksOf(source, order, scope, ids.slice(at, at + TASKS_AT_ONCE));
		const some = tasks.flatMap((task) => exportedRows(task, order.kind, order.format));
		const text = some.map((row) => JSON.stringify(row)).join(between);
		// A blob of its own for each piece: the browser may put it to disk.
		if (some.length > 0) parts.push(new Blob([rows > 0 ? between : '', text]));
		rows += some.length;
		onProgress({ done: Math.min(ids.length, at + TASKS_AT_ONCE), total: ids.length });
	}
	if (rows > 0 || order.format === 'alpaca') parts.push(end);
	return { file: new Blob(parts, { type: 'application/json' }), rows };
}

async function scopeOf(source: ExportSource, { project, run }: ExportOrder): Promise<Scope> {
	const chain = run === null ? [] : await source.runChain(run);
	const places = new Map(chain.map(({ id }, place) => [id, place]));
	const students = (await source.students(project)).filter(({ runId }) => places.has(runId));
	const place = (student: (typeof students)[number]) => places.get(student.runId) ?? 0;
	students.sort((a, b) => b.iteration - a.iteration || place(a) - place(b));
	return { chain, students: students.map(({ id }) => id) };
}

async function tasksOf(
	source: ExportSource,
	{ project, kind }: ExportOrder,
	scope: Scope,
	ids: readonly InstructionId[],
): Promise<readonly ExportTask[]> {
	const rows = await source.instructions(project, ids);
	const instructions = rows.filter((row) => isSeen(row, scope.chain));
	const isPool = kind === 'train' || kind === 'cache' || kind === 'heldOut';
	const ours = instructions.map(({ id }) => id);
	const authors = ['teacher', 'file', ...(isPool ? [] : scope.students)] as const;
	const answers = await source.answers(ours, authors);
	const isJudged = kind === 'verdicts' || kind === 'preferences';
	const verdicts = isJudged ? await source.verdicts(ours, scope.students) : [];
	const answersOf = byInstruction(answers);
	const verdictsOf = byInstruction(verdicts);
	return instructions.map((instruction) => ({
		instruction,
		pool: poolIn(instruction, scope.chain),
		answers: answersOf.get(instruction.id) ?? [],
		verdicts: verdictsOf.get(instruction.id) ?? [],
		students: scope.students,
	}));
}

function byInstruction<Row extends { readonly instructionId: InstructionId }>(
	rows: readonly Row[],
): ReadonlyMap<InstructionId, readonly Row[]> {
	const groups = new Map<InstructionId, Row[]>();
	for (const row of rows) {
		const group = groups.get(row.instructionId);
		if (group === undefined) groups.set(row.instructionId, [row]);
		else group.push(row);
	}
	return groups;
}

/** Seeds, and what the runs made before others went on from them; nothing that was deleted. */
function isSeen(row: Instruction, chain: readonly Run[]): boolean {
	if (isDeleted(row)) return false;
	if (row.runId === null) return true;
	let last = Number.POSITIVE_INFINITY;
	for (const { id, forkedFrom } of chain) {
		if (row.runId === id) return row.iteration <= last;
		last = Math.min(last, forkedFrom?.iteration ?? last);
	}
	return false;
}

function poolIn(row: Instruction, [run]: readonly Run[]) {
	return run === undefined ? row.pool : poolOf(row, run.recipe);
}
