import { afterEach, describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import type { ProjectId, TeacherId } from '../../../src/core/id.ts';
import { PROBE_STEPS, type ProbeStep } from '../../../src/core/probe.ts';
import SettingsPage from '../../../src/ui/pages/settings/SettingsPage.svelte';
import { give } from '../../../src/ui/world.ts';
import { ACME, plainTeacher } from '../../fakes/memory-teachers.ts';
import { projectRow } from '../../fakes/rows.ts';
import { LINK, ShellWorld } from '../../fakes/shell-world.ts';
import { HOSTILE, ONE_OF_EACH } from '../../fixtures/hostile/corpus.ts';
import { expectInert, inParts, startOver } from './hostile-page.ts';

const PARTS = inParts(HOSTILE, 120).map((texts, part) => ({
	part,
	texts: texts.map(({ text }) => text),
}));
const STEPS = Object.keys(PROBE_STEPS) as ProbeStep[];
afterEach(startOver);

async function open(change: (world: ShellWorld) => void) {
	await page.viewport(1280, 900);
	const world = new ShellWorld();
	world.link = LINK;
	change(world);
	give(world.asWorld());
	await render(SettingsPage);
}

describe('in Settings, nothing of it does harm', () => {
	test.each(PARTS)(
		'as names of projects and teachers, their models, part $part',
		async ({ texts }) => {
			await open((world) => {
				world.teachers.all.set(
					texts.map((text, index) => ({
						...ACME,
						id: `t${String(index)}` as TeacherId,
						name: text,
						model: text,
					})),
				);
				world.projects.set(
					texts.map((text, index) =>
						projectRow(`p${String(index)}` as ProjectId, {
							name: text,
							kind: 'own',
							teacher: plainTeacher({ model: text }),
						}),
					),
				);
			});
			await expect
				.poll(() => document.querySelectorAll('[aria-labelledby] .line').length)
				.toBeGreaterThanOrEqual(texts.length);
			await expectInert('tr, .line');
		},
	);

	test('as what a test of a teacher found, and what it advises', async () => {
		for (const texts of inParts(ONE_OF_EACH, STEPS.length)) {
			await open((world) => {
				world.projects.set([
					projectRow('own1' as ProjectId, { kind: 'own', teacher: plainTeacher() }),
				]);
				world.findings = texts.map((text, index) => ({
					step: STEPS[index] ?? 'key',
					verdict: 'failed',
					found: text,
					remedy: text,
					models: texts,
				}));
				world.teacherAway = new Error(texts[0]);
			});
			await page
				.getByRole('region', { name: 'Teachers' })
				.getByRole('button', { name: 'Test', exact: true })
				.click();
			await expect.poll(() => document.querySelectorAll('dl .remedy').length).toBe(texts.length);
			await expectInert('dd > *');
			await startOver();
		}
	});

	test('as what a trainer says instead of answering', async () => {
		for (const text of ONE_OF_EACH) {
			await open((world) => {
				world.trainerAway = new Error(text);
				world.refusal = new Error(text);
			});
			await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible();
			await expectInert('.failure');
			await startOver();
		}
	});
});
