import { expect, test } from 'vitest';
import { type ExamFormat, frameOf, piecesOf } from '../../../../src/core/exam/export-exam.ts';
import type { ExamRow } from '../../../../src/core/exam/findings.ts';
import { examAnswer, examRow, examStudent, examTask } from '../../../fakes/exam-rows.ts';

const STUDENTS = [examStudent('s1', { name: 'one' }), examStudent('s2', { name: '=two' })];
const ROWS: readonly ExamRow[] = [
	{
		task: examTask(0, { input: 'a, "b"', reference: '4', skill: 'sums' }),
		results: [
			{ kind: 'answered', answer: examAnswer('s1', 0, '4', { tokens: 1 }) },
			{ kind: 'failed', code: 'student/prompt-too-long', message: 'too long' },
		],
	},
	{
		task: examTask(1),
		results: [
			{ kind: 'open' },
			{ kind: 'answered', answer: examAnswer('s2', 1, '=1+1', { tokens: 3, finish: 'length' }) },
		],
	},
];

function written(format: ExamFormat): string {
	const { start, between, end } = frameOf(format, STUDENTS);
	const pieces = ROWS.flatMap((row) => piecesOf(examRow(), STUDENTS, row, format));
	return start + pieces.join(between) + end;
}

test('JSON lines hold all that is known, failures too', () => {
	const lines = written('jsonl').trimEnd().split('\n');
	expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
		{
			...{ row: 1, instruction: 'Task 0', input: 'a, "b"', reference: '4', skill: 'sums' },
			...{ student: 'one', subject: 'shipped/folder-s1' },
			...{ output: '4', tokens: 1, finish: 'stop', exact: true, at: 5 },
		},
		{
			...{ row: 1, instruction: 'Task 0', input: 'a, "b"', reference: '4', skill: 'sums' },
			...{ student: '=two', subject: 'shipped/folder-s2' },
			...{ failed: 'student/prompt-too-long', because: 'too long' },
		},
		{
			...{ row: 2, instruction: 'Task 1', input: '', reference: null, skill: null },
			...{ student: '=two', subject: 'shipped/folder-s2' },
			...{ output: '=1+1', tokens: 3, finish: 'length', exact: null, at: 5 },
		},
	]);
});

test('AlpacaEval gets its own four fields of every answer', () => {
	expect(JSON.parse(written('alpaca-eval'))).toEqual([
		{ instruction: 'Task 0\n\na, "b"', output: '4', generator: 'one', dataset: 'My exam' },
		{ instruction: 'Task 1', output: '=1+1', generator: '=two', dataset: 'My exam' },
	]);
});

test('a table has a row an instruction, and no cell is a formula', () => {
	expect(written('csv')).toBe(
		[
			"row,instruction,input,skill,reference,one,one: finish,one: tokens,'=two,'=two: finish,'=two: tokens",
			'1,Task 0,"a, ""b""",sums,4,4,stop,1,,failed: student/prompt-too-long,',
			"2,Task 1,,,,,,,'=1+1,length,3",
			'',
		].join('\r\n'),
	);
});
