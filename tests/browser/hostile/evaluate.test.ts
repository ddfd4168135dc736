import { afterEach, describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { AppError } from '../../../src/core/error.ts';
import { give } from '../../../src/ui/world.ts';
import { scoreRow } from '../../fakes/loop-scene.ts';
import { plainTeacher } from '../../fakes/memory-teachers.ts';
import { PROJECT, projectRow, RUN, runRow, seedRow, studentRow } from '../../fakes/rows.ts';
import { StudentWorld } from '../../fakes/student-world.ts';
import { ONE_OF_EACH } from '../../fixtures/hostile/corpus.ts';
import EvaluateHost from '../ui/evaluate/EvaluateHost.svelte';
import { expectInert, expectShown, inParts, NUMBERED, startOver } from './hostile-page.ts';

const PARTS = inParts(NUMBERED, 60).map((texts, part) => ({ part, texts }));
afterEach(startOver);

async function open(address: string, prepare: (world: StudentWorld) => void) {
	await page.viewport(1280, 900);
	const world = new StudentWorld();
	world.students.set([studentRow(-1), studentRow(0)]);
	world.scoresOf(RUN).set([scoreRow(-1, 45.6), scoreRow(0, 57.4)]);
	prepare(world);
	const here = world.asWorld();
	give(here);
	await render(EvaluateHost, { address, onaddress: () => undefined });
	await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible();
	return here;
}

describe('on the Evaluate page, nothing of it does harm', () => {
	test.each(PARTS)('in pairs of answers and their skills, part $part', async ({ texts }) => {
		const pairs = texts.map(({ text }, order) => ({
			instruction: seedRow(order, { instruction: text, input: text, skill: text }),
			teacher: text,
			student: `${text} too`,
			verdicts: [],
			other: null,
			scores: null,
			otherScores: null,
		}));
		await open('', (world) => {
			world.pairs = pairs;
			world.scoresOf(RUN).set([
				scoreRow(0, 57.4, {
					bySkill: texts.map(({ text }) => ({ skill: text, n: 1, relative: 50, exact: 0.5 })),
				}),
			]);
		});
		const more = page.getByRole('button', { name: /^\d+ more of \d+$/ });
		await expect
			.element(page.getByText(`${String(texts.length)} of ${String(texts.length)} pairs`))
			.toBeVisible();
		while (more.query() !== null) await more.click();
		await expectShown(texts);
		await expectInert('[role="cell"]');
	});

	test.each(inParts(ONE_OF_EACH, 12).map((texts, part) => ({ part, texts })))(
		'as a name of a project and a run, a teacher’s model and what stopped an evaluation, part $part',
		async ({ texts }) => {
			for (const [index, text] of texts.entries()) {
				await open('set=development', (world) => {
					const teacher = plainTeacher({ model: text });
					world.projects.set([projectRow(PROJECT, { name: text, kind: 'own', teacher })]);
					world.runs.set([
						runRow(RUN, { name: text }),
						runRow('run2' as typeof RUN, { name: text }),
					]);
					world.evaluation = Promise.reject(new AppError('teacher/refused', `${text}\n\nend.`));
					world.evaluation.catch(() => undefined);
				});
				await page.getByRole('button', { name: /^Evaluate/ }).click();
				await expectShown([{ end: 'end.' }]);
				await expectInert('.failure, h1');
				if (index < texts.length - 1) await startOver();
			}
		},
	);
});
