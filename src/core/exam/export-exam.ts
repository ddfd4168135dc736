/** An exam's answers as files for other tools: JSON lines, AlpacaEval's outputs, a table. */
import { csvCell } from '../formats/csv-cell.ts';
import { taskText } from '../instruction.ts';
import type { Exam, ExamStudent } from './exam.ts';
import { type ExamResult, type ExamRow, isExact } from './findings.ts';

/** `alpaca-eval`: a JSON list of `instruction`, `output`, `generator`, `dataset`. */
export type ExamFormat = 'jsonl' | 'alpaca-eval' | 'csv';

/** The text before the first piece, between two of them and after the last. */
type Frame = { readonly start: string; readonly between: string; readonly end: string };

/** `students`: those whose results the rows hold, in that order. */
export function frameOf(format: ExamFormat, students: readonly ExamStudent[]): Frame {
	switch (format) {
		case 'jsonl':
			return { start: '', between: '\n', end: '\n' };
		case 'alpaca-eval':
			return { start: '[\n', between: ',\n', end: '\n]\n' };
		case 'csv':
			return { start: headerOf(students), between: '\r\n', end: '\r\n' };
	}
}

/** What a row gives, a piece each: an answer, or in a table the instruction with all answers. */
export function piecesOf(
	exam: Exam,
	students: readonly ExamStudent[],
	row: ExamRow,
	format: ExamFormat,
): readonly string[] {
	if (format === 'csv') return [lineOf(row)];
	return students.flatMap((student, place) => {
		const result = row.results[place] ?? { kind: 'open' };
		const piece =
			format === 'jsonl' ? jsonLine(row, student, result) : output(exam, row, student, result);
		return piece === undefined ? [] : [JSON.stringify(piece)];
	});
}

function jsonLine(
	{ task }: ExamRow,
	{ name, subject }: ExamStudent,
	result: ExamResult,
): object | undefined {
	const { order, instruction, input, reference, skill } = task;
	const asked = { row: order + 1, instruction, input, reference, skill, student: name, subject };
	switch (result.kind) {
		case 'open':
			return undefined;
		case 'failed':
			return { ...asked, failed: result.code, because: result.message };
		case 'answered': {
			const { text, tokens, finish, at } = result.answer;
			const exact = reference === null ? null : isExact(text, reference);
			return { ...asked, output: text, tokens, finish, exact, at };
		}
	}
}

/** AlpacaEval has no place for an instruction that was not answered. */
function output(
	{ name: dataset }: Exam,
	{ task }: ExamRow,
	{ name }: ExamStudent,
	result: ExamResult,
): object | undefined {
	if (result.kind !== 'answered') return undefined;
	return { instruction: taskText(task), output: result.answer.text, generator: name, dataset };
}

function headerOf(students: readonly ExamStudent[]): string {
	const ofStudents = students.flatMap(({ name }) => [name, `${name}: finish`, `${name}: tokens`]);
	const cells = ['row', 'instruction', 'input', 'skill', 'reference', ...ofStudents];
	return `${cells.map(csvCell).join(',')}\r\n`;
}

function lineOf({ task, results }: ExamRow): string {
	const { order, instruction, input, skill, reference } = task;
	const ofStudents = results.flatMap((result) => {
		if (result.kind === 'open') return ['', '', ''];
		if (result.kind === 'failed') return ['', `failed: ${result.code}`, ''];
		const { text, finish, tokens } = result.answer;
		return [text, finish, tokens === null ? '' : String(tokens)];
	});
	const cells = [String(order + 1), instruction, input, skill ?? '', reference ?? ''];
	return [...cells, ...ofStudents].map(csvCell).join(',');
}
