/** What is exported of one instruction: rows of a pool, answers, verdicts, preference pairs, as JSON lines or as Alpaca files. */
import type { Answer } from '../answer.ts';
import { pairScores } from '../difficulty.ts';
import type { StudentId } from '../id.ts';
import { type Instruction, type Pool, taskText } from '../instruction.ts';
import type { Verdict, VerdictOrder } from '../verdict.ts';

export type ExportKind = 'train' | 'cache' | 'heldOut' | 'answers' | 'verdicts' | 'preferences';
/** `alpaca`: one JSON list with the field names that trainers and AlpacaEval know; `jsonl`: a line a row, with what else is known. */
export type ExportFormat = 'jsonl' | 'alpaca';

/** An instruction with all that was said to it and about it in one run. */
export type ExportTask = {
	readonly instruction: Instruction;
	/** In the run at hand; null: in none. */
	readonly pool: Pool | null;
	readonly answers: readonly Answer[];
	readonly verdicts: readonly Verdict[];
	/** Newest first. */
	readonly students: readonly StudentId[];
};

/** The rows of one instruction, ready to be written; none where it has nothing of that kind. */
export function exportedRows(
	task: ExportTask,
	kind: ExportKind,
	format: ExportFormat,
): readonly object[] {
	switch (kind) {
		case 'train':
		case 'cache':
		case 'heldOut':
			return isIn(task, kind) ? [poolRow(task, format)] : [];
		case 'answers':
			return task.answers.map((answer) => answerRow(task, answer, format));
		case 'verdicts':
			return task.verdicts.map((verdict) => verdictRow(task, verdict, format));
		case 'preferences':
			return preferenceRows(task, format);
	}
}

function isIn({ instruction, pool }: ExportTask, kind: 'train' | 'cache' | 'heldOut'): boolean {
	return kind === 'heldOut' ? instruction.split === kind : pool === 'both' || pool === kind;
}

function answerOf({ answers }: ExportTask): Answer | undefined {
	const by = (author: Answer['author']) => answers.find((answer) => answer.author === author);
	return by('teacher') ?? by('file');
}

/** An answer that was cut off at its token limit is no one's to learn from. */
function outputOf(answer: Answer | undefined): string {
	return answer?.finish === 'stop' ? answer.text : '';
}

function skillOf({ skill }: Instruction): object {
	return skill === null ? {} : { skill };
}

function poolRow(task: ExportTask, format: ExportFormat): object {
	const { instruction: row, pool } = task;
	const answer = answerOf(task);
	const { instruction, input } = row;
	const texts = { instruction, input, output: outputOf(answer), ...skillOf(row) };
	if (format === 'alpaca') return texts;
	const { id, split, origin, iteration, parentId, operator, tags } = row;
	const more = { id, pool, split, origin, iteration, parent: parentId, operator };
	return {
		...texts,
		...more,
		author: answer?.author ?? null,
		...(tags === undefined ? {} : { tags }),
	};
}

/** As AlpacaEval's outputs. */
function answerRow({ instruction: row }: ExportTask, answer: Answer, format: ExportFormat): object {
	const texts = { instruction: row.instruction, input: row.input, output: answer.text };
	if (format === 'alpaca') return { ...texts, generator: answer.author };
	const { author, finish, tokens, createdAt } = answer;
	return { id: row.id, ...texts, author, finish, tokens, createdAt };
}

function textBy({ answers }: ExportTask, author: Answer['author']): string | null {
	return answers.find((answer) => answer.author === author)?.text ?? null;
}

/** Alpaca: as AlpacaEval's annotations, where 1 prefers the first output, 2 the second, 1.5 neither. */
function verdictRow(task: ExportTask, verdict: Verdict, format: ExportFormat): object {
	const { studentId, order, scores, explanation, createdAt } = verdict;
	const teacher = answerOf(task)?.text ?? null;
	const student = textBy(task, studentId);
	if (format === 'jsonl') {
		const { id, instruction, input } = task.instruction;
		const texts = { instruction, input, teacher, student };
		return { id, ...texts, studentId, order, scores, explanation, createdAt };
	}
	const sides = [
		[teacher, 'teacher'],
		[student, studentId],
	] as const;
	const [one, two] = order === 'teacher-first' ? sides : [sides[1], sides[0]];
	return {
		instruction: taskText(task.instruction),
		output_1: one[0],
		generator_1: one[1],
		output_2: two[0],
		generator_2: two[1],
		annotator: 'referee',
		preference: preferenceOf(verdict),
		raw_completion: explanation,
	};
}

function preferenceOf({ order, scores }: Verdict): number | null {
	if (scores === null) return null;
	if (scores.teacher === scores.student) return 1.5;
	return scores.teacher > scores.student === (order === 'teacher-first') ? 1 : 2;
}

/** The newest judged student's answer, where both orders together put the teacher's above it. */
function preferenceRows(task: ExportTask, format: ExportFormat): readonly object[] {
	const by = (student: StudentId, order: VerdictOrder) =>
		task.verdicts.find((verdict) => verdict.studentId === student && verdict.order === order);
	for (const student of task.students) {
		const scores = pairScores(by(student, 'teacher-first'), by(student, 'student-first'));
		if (scores === undefined) continue;
		const chosen = outputOf(answerOf(task));
		const rejected = textBy(task, student);
		if (scores.teacher <= scores.student || chosen === '' || rejected === null) return [];
		const { instruction, input } = task.instruction;
		if (format === 'alpaca') return [{ instruction, input, chosen, rejected }];
		const points = { score_chosen: scores.teacher, score_rejected: scores.student };
		return [{ prompt: taskText(task.instruction), chosen, rejected, ...points, student }];
	}
	return [];
}

/** The text around rows and between them. */
export const FRAMES: Readonly<
	Record<ExportFormat, { readonly [Place in 'start' | 'between' | 'end']: string }>
> = {
	jsonl: { start: '', between: '\n', end: '\n' },
	alpaca: { start: '[\n', between: ',\n', end: '\n]\n' },
};
