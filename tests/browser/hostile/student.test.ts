import { afterEach, describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { AppError } from '../../../src/core/error.ts';
import type { RunId } from '../../../src/core/id.ts';
import Students from '../../../src/ui/pages/student/Students.svelte';
import { give } from '../../../src/ui/world.ts';
import { plainTeacher } from '../../fakes/memory-teachers.ts';
import { PROJECT, projectRow, RUN, runRow, studentRow } from '../../fakes/rows.ts';
import { DEVICE } from '../../fakes/shell-world.ts';
import { StillModels } from '../../fakes/still-models.ts';
import { StudentWorld } from '../../fakes/student-world.ts';
import { voteRow, voteSide } from '../../fakes/vote-row.ts';
import { ONE_OF_EACH } from '../../fixtures/hostile/corpus.ts';
import { expectInert, inParts, startOver } from './hostile-page.ts';

const LATER = 'run2' as RunId;
const PARTS = inParts(ONE_OF_EACH, 12).map((texts, part) => ({ part, texts }));
afterEach(startOver);

describe('on the Student page, nothing of it does harm', () => {
	test.each(PARTS)(
		'as a name of project, run and teacher, and as why a student can’t be used, part $part',
		async ({ texts }) => {
			for (const text of texts) {
				await page.viewport(1280, 900);
				const world = new StudentWorld();
				const teacher = plainTeacher({ model: text });
				world.projects.set([projectRow(PROJECT, { name: text, kind: 'own', teacher })]);
				world.runs.set([runRow(RUN, { name: text })]);
				world.students.set([
					studentRow(0, { selfTest: { passed: false, code: text, because: text } }),
				]);
				world.engine.refusal = new AppError('student/corrupt-file', text);
				give(world.asWorld());
				await render(Students, { student: null, run: null, onchoose: () => undefined });
				await expect.element(page.getByRole('alert').first()).toBeVisible();
				await expectInert('tr, .failure, h1, .columns');
				await startOver();
			}
		},
	);

	test.each(PARTS)(
		'as a run whose student stands beside, with votes, and as what a device calls itself, part $part',
		async ({ texts }) => {
			for (const text of texts) {
				await page.viewport(1280, 900);
				const world = new StudentWorld();
				const gpu = { vendor: text, architecture: text, description: text, features: [text] };
				world.device = { ...DEVICE, webgpu: DEVICE.webgpu && { ...DEVICE.webgpu, ...gpu } };
				world.runs.set([runRow(RUN), runRow(LATER, { name: text, createdAt: 1 })]);
				const other = studentRow(0, { runId: LATER });
				world.students.set([studentRow(0), other]);
				const name = `student-0 of ${text}`;
				const left = voteSide(studentRow(0).id, text, text);
				const right = voteSide(other.id, name, text);
				world.votes.cell.set([voteRow(RUN, PROJECT, { left, right })]);
				give(world.asWorld());
				await render(Students, { student: null, run: RUN, onchoose: () => undefined });
				await page.getByLabelText('Beside it').selectOptions(other.id);
				await expect.element(page.getByText('Blind votes')).toBeVisible();
				await expectInert('tr, h1, .columns, .tally, dl, .beside');
				await startOver();
			}
		},
	);

	test.each(PARTS)('as a model from a hub or a folder, part $part', async ({ texts }) => {
		for (const text of texts) {
			await page.viewport(1280, 900);
			const world = new StudentWorld();
			const models = new StillModels();
			const note = {
				name: text,
				licence: text,
				publishedId: null,
				contextTokens: null,
				addedAt: 1,
			};
			const hub = { kind: 'hub', hub: text, repo: text, commit: text } as const;
			const unfinished = {
				path: 'config.json',
				url: text,
				bytes: 9,
				check: { kind: 'none' },
			} as const;
			models.here = [
				{
					...{ ...note, schema: 1, folder: 'models/one', format: 'onnx', dtype: 'q8' },
					...{ origin: hub, wanted: [unfinished], files: null, haveBytes: 3 },
				},
				{
					...{ ...note, schema: 1, folder: 'models/two', format: 'mlc', dtype: null },
					...{ origin: { kind: 'folder' }, wanted: [], files: [], haveBytes: 9 },
				},
			];
			world.models = models.asPort();
			give(world.asWorld());
			await render(Students, { student: null, run: null, onchoose: () => undefined });
			await expect.element(page.getByText('From elsewhere')).toBeVisible();
			await expectInert('tr, h1, .columns');
			await startOver();
		}
	});
});
