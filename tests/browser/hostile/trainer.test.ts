import { afterEach, describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import type { RunId } from '../../../src/core/id.ts';
import TrainerPage from '../../../src/ui/pages/trainer/TrainerPage.svelte';
import { give } from '../../../src/ui/world.ts';
import { jobRow } from '../../fakes/loop-scene.ts';
import { projectRow, runRow, studentRow } from '../../fakes/rows.ts';
import { LINK, ShellWorld } from '../../fakes/shell-world.ts';
import { HOSTILE, ONE_OF_EACH } from '../../fixtures/hostile/corpus.ts';
import { expectInert, inParts, startOver } from './hostile-page.ts';

const PARTS = inParts(HOSTILE, 120).map((texts, part) => ({ part, texts }));
afterEach(startOver);

async function open(change: (world: ShellWorld) => void) {
	await page.viewport(1280, 900);
	const world = new ShellWorld();
	world.link = LINK;
	world.projects.set([projectRow()]);
	world.runs.set([runRow()]);
	change(world);
	give(world.asWorld());
	await render(TrainerPage);
}

describe('on the Trainer page, nothing of it does harm', () => {
	test.each(PARTS)('in the lines of a log, part $part', async ({ texts }) => {
		await open((world) => {
			world.jobs.set([jobRow(0, 10)]);
			world.events = texts.map(({ text }, index) => ({
				id: String(index),
				level: 'error',
				message: text,
				at: index,
				metrics: null,
			}));
		});
		await expect.poll(() => document.querySelectorAll('.log li').length).toBe(texts.length);
		await expectInert('.log li');
	});

	test.each(PARTS)(
		'as models, states and errors of jobs, and as bases, part $part',
		async ({ texts }) => {
			await open((world) => {
				world.students.set(
					texts.map(({ text }, index) =>
						studentRow(0, { baseId: text, runId: `r${String(index)}` as RunId }),
					),
				);
				world.atTrainer = texts.map(({ text }, index) => ({
					id: `job${String(index)}`,
					status: text,
					model: text,
					fineTunedModel: text,
					error: { code: text, message: text },
					trainedTokens: null,
					artifacts: null,
					createdAt: index,
					finishedAt: index % 2 === 0 ? null : index,
				}));
			});
			await expect
				.poll(() => document.querySelectorAll('[aria-label="Jobs"] tbody tr').length)
				.toBeGreaterThanOrEqual(texts.length);
			await expectInert('tr, .lineage li .row, h1');
		},
	);

	test('as what a trainer says instead of answering', async () => {
		for (const text of ONE_OF_EACH) {
			await open((world) => {
				world.trainerAway = new Error(text);
				world.jobs.set([jobRow(0, 10, { status: 'failed', error: text })]);
			});
			await expect.element(page.getByRole('alert').first()).toBeVisible();
			await expectInert('.failure, h1, .finding-why, tr');
			await startOver();
		}
	});
});
