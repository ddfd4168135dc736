import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { importProject } from '../../../../src/app/import-project.ts';
import { exportFile } from '../../../../src/app/export-file.ts';
import type { ExportKind, ExportFormat } from '../../../../src/core/formats/export-rows.ts';
import { importWorld, ownProject, watching } from '../../../fakes/import-world.ts';
import { MemoryExportSource } from '../../../fakes/memory-export-source.ts';
import {
	answerRow,
	PROJECT,
	runRow,
	seedRow,
	studentRow,
	verdictRow,
} from '../../../fakes/rows.ts';

const STUDENT = studentRow(0);

async function exported(source: MemoryExportSource, kind: ExportKind, format: ExportFormat) {
	const order = { project: PROJECT, run: runRow().id, kind, format };
	const { file, rows } = await exportFile(source, order, {
		signal: watching().signal,
		onProgress: () => undefined,
	});
	const text = await file.text();
	const read =
		format === 'alpaca'
			? (JSON.parse(text) as unknown[])
			: text
					.split('\n')
					.filter(Boolean)
					.map((line) => JSON.parse(line) as unknown);
	expect(read).toHaveLength(rows);
	return read;
}

function judged(points: readonly (readonly [teacher: number, student: number])[]) {
	const rows = points.map((_, order) => seedRow(order));
	return new MemoryExportSource({
		runs: [runRow()],
		students: [STUDENT],
		instructions: rows,
		answers: rows.flatMap(({ id }) => [
			answerRow(id, 'teacher', { text: 'good' }),
			answerRow(id, STUDENT.id, { text: 'poor' }),
		]),
		verdicts: rows.flatMap(({ id }, place) =>
			(['teacher-first', 'student-first'] as const).map((order) => {
				const [teacher = 0, student = 0] = points[place] ?? [];
				return verdictRow(id, STUDENT.id, order, { scores: { teacher, student } });
			}),
		),
	});
}

describe('exported rows', () => {
	test('a preference pair is the teacher’s answer over the student’s, where it was scored higher', async () => {
		const source = judged([
			[8, 5],
			[6, 6],
			[5, 9],
		]);
		const { instruction, input } = seedRow(0);
		expect(await exported(source, 'preferences', 'alpaca')).toEqual([
			{ instruction, input, chosen: 'good', rejected: 'poor' },
		]);
		expect(await exported(source, 'preferences', 'jsonl')).toMatchObject([
			{ chosen: 'good', rejected: 'poor', score_chosen: 8, score_rejected: 5 },
		]);
	});

	test('verdicts as AlpacaEval’s annotations say which output stood first and which was preferred', async () => {
		const rows = await exported(judged([[8, 5]]), 'verdicts', 'alpaca');
		expect(rows).toMatchObject([
			{ output_1: 'good', generator_1: 'teacher', output_2: 'poor', preference: 1 },
			{ output_1: 'poor', generator_2: 'teacher', output_2: 'good', preference: 2 },
		]);
	});

	test('answers name their author', async () => {
		const rows = await exported(judged([[8, 5]]), 'answers', 'alpaca');
		expect(rows).toMatchObject([
			{ output: 'good', generator: 'teacher' },
			{ output: 'poor', generator: STUDENT.id },
		]);
	});

	test('a cut-off answer is no output, a deleted row no row', async () => {
		const source = new MemoryExportSource({
			runs: [runRow()],
			instructions: [seedRow(0), seedRow(1, { deletedAt: 1 })],
			answers: [answerRow(seedRow(0).id, 'teacher', { text: 'cut', finish: 'length' })],
		});
		expect(await exported(source, 'train', 'alpaca')).toMatchObject([{ output: '' }]);
	});

	const text = fc
		.string({ unit: 'grapheme', maxLength: 30 })
		.filter((one) => !/\p{Surrogate}|\0|\uFFFD/u.test(one));
	const task = fc.record({
		instruction: text.filter((one) => one.trim() !== '').map((one) => one.trim()),
		input: text.map((one) => one.trim()),
		output: text.map((one) => (one.trim() === '' ? '' : one)),
		skill: fc.option(text.filter((one) => one.trim() !== '').map((one) => one.trim())),
	});

	test.each<ExportFormat>(['alpaca', 'jsonl'])(
		'export, then import, is identity on instruction, input, answer and skill: %s',
		async (format) => {
			await fc.assert(
				fc.asyncProperty(
					fc.uniqueArray(task, {
						minLength: 12,
						maxLength: 20,
						selector: ({ instruction, input }) => `${instruction}\0${input}`,
					}),
					async (tasks) => {
						const instructions = tasks.map(({ instruction, input, skill }, order) =>
							seedRow(order, { instruction, input, skill, pool: 'both', split: 'pool' }),
						);
						const answers = tasks.flatMap(({ output }, order) =>
							output === '' ? [] : [answerRow(seedRow(order).id, 'file', { text: output })],
						);
						const source = new MemoryExportSource({ instructions, answers });
						const order = { project: PROJECT, run: null };
						const written = await exportFile(
							source,
							{ ...order, kind: 'train', format },
							{ signal: watching().signal, onProgress: () => undefined },
						);
						const world = importWorld();
						const own = ownProject('');
						const file = { file: written.file, name: 'x', reading: null };
						const heldOut = { kind: 'share', share: 0.1 } as const;
						await importProject(world, { ...own, source: file, heldOut }, watching());
						const byId = new Map(world.imports.answers.map((one) => [one.instructionId, one.text]));
						const back = world.imports.instructions.map(({ id, instruction, input, skill }) => ({
							instruction,
							input,
							output: byId.get(id) ?? '',
							skill,
						}));
						expect(back).toEqual(tasks);
					},
				),
				{ numRuns: 60 },
			);
		},
	);
});
