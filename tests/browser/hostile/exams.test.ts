import { afterEach, describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { NOT_BEGUN } from '../../../src/core/exam/plan.ts';
import Exam from '../../../src/ui/pages/exams/Exam.svelte';
import ExamsPage from '../../../src/ui/pages/exams/ExamsPage.svelte';
import NewExamPage from '../../../src/ui/pages/exams/NewExamPage.svelte';
import { give } from '../../../src/ui/world.ts';
import { EXAM, examAnswer, examRow, examStudent, examTask } from '../../fakes/exam-rows.ts';
import { projectRow, PROJECT, RUN, runRow, seedRow, studentRow } from '../../fakes/rows.ts';
import { ShellWorld } from '../../fakes/shell-world.ts';
import { ONE_OF_EACH } from '../../fixtures/hostile/corpus.ts';
import { expectInert, expectShown, inParts, NUMBERED, startOver } from './hostile-page.ts';

afterEach(startOver);
const STUDENTS = [examStudent('s1'), examStudent('s2')];

describe('on the pages of exams, nothing of it does harm', () => {
	test.each(inParts(NUMBERED, 40).map((texts, part) => ({ part, texts })))(
		'in instructions, references, skills, answers and why one failed, part $part',
		async ({ texts }) => {
			const world = new ShellWorld();
			const { length } = texts;
			world.exams.exams.set([examRow({ students: STUDENTS, tasks: length, references: length })]);
			world.exams.rows = texts.map(({ text }, order) => ({
				task: examTask(order, { instruction: text, input: text, skill: text, reference: text }),
				results: [
					{ kind: 'answered', answer: examAnswer('s1', order, `${text} too`) },
					{ kind: 'failed', code: text, message: text },
				],
			}));
			give(world.asWorld());
			await page.viewport(1280, 900);
			await render(Exam, { id: EXAM });
			const more = page.getByRole('button', { name: /^\d+ more of \d+$/ });
			await expect
				.element(page.getByText(`${String(length)} of ${String(length)} instructions`))
				.toBeVisible();
			while (more.query() !== null) await more.click();
			await expectShown(texts);
			await expectInert('td');
		},
	);

	test.each(inParts(ONE_OF_EACH, 12).map((texts, part) => ({ part, texts })))(
		'as a name of an exam, a set or a student, and as what befell them, part $part',
		async ({ texts }) => {
			for (const text of texts) {
				const world = new ShellWorld();
				const note = `${text}\n\nend.`;
				const trouble = { code: 'student/load-failed', message: note };
				const because = { by: 'trouble', code: 'storage/full', because: note, at: 1 } as const;
				world.exams.exams.set([
					examRow({
						...{ name: text, state: { kind: 'paused', ...because } },
						sampling: { temperature: 0, maxTokens: 1, seed: 1, system: note },
						set: { kind: 'pool', project: text, pool: 'cache', skill: text, text },
						students: [examStudent('s1', { name: text, subject: text, trouble })],
					}),
				]);
				const loaded = { engine: 'web-llm', device: 'wasm', note: text, loadMs: 1 } as const;
				const students = { s1: { ...NOT_BEGUN, loaded } };
				world.exams.progress.set({ schema: 1, examId: EXAM, students, at: 1 });
				give(world.asWorld());
				await render(Exam, { id: EXAM });
				await expectShown([{ end: 'end.' }]);
				await expectInert('.failure, h1, strong, .note');
				await startOver();
				await render(ExamsPage);
				await expect.element(page.getByRole('table')).toBeVisible();
				await expectInert('h1, td');
				await startOver();
			}
		},
	);

	test.each(inParts(ONE_OF_EACH, 12).map((texts, part) => ({ part, texts })))(
		'as a name of a project, a run or its student in the form, part $part',
		async ({ texts }) => {
			for (const text of texts) {
				const world = new ShellWorld();
				world.projects.set([projectRow(PROJECT, { name: text })]);
				world.runs.set([runRow(RUN, { name: text })]);
				world.students.set([studentRow(0)]);
				const instruction = seedRow(0, { skill: text });
				world.poolRows = [{ instruction, difficulty: null, judged: null }];
				give(world.asWorld());
				await render(NewExamPage);
				await page.getByText('Rows of a project').click();
				await page.getByRole('checkbox').first().click();
				await expectInert('h1, li, label');
				await startOver();
			}
		},
	);
});
