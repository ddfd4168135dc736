import { afterEach, describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import type { AnswerPair } from '../../../src/app/ports/library.ts';
import type { RunState } from '../../../src/core/run.ts';
import Loop from '../../../src/ui/pages/loop/Loop.svelte';
import { give, type World } from '../../../src/ui/world.ts';
import { jobRow, progressRow, reportRow, scoreRow, stageRow } from '../../fakes/loop-scene.ts';
import { LoopWorld } from '../../fakes/loop-world.ts';
import { callRow, rejectionRow, RUN, seedRow, studentRow } from '../../fakes/rows.ts';
import { ONE_OF_EACH } from '../../fixtures/hostile/corpus.ts';
import {
	expectInert,
	expectShown,
	inParts,
	NUMBERED,
	type Numbered,
	startOver,
} from './hostile-page.ts';

const AT = Date.UTC(2026, 10, 24, 12);
const FINISHED: RunState = { kind: 'finished', at: AT };
const PARTS = inParts(NUMBERED, 100).map((texts, part) => ({ part, texts }));
afterEach(startOver);

function worldIn(state: RunState): LoopWorld {
	const world = new LoopWorld({ state });
	world.progress.set(progressRow());
	world.scores.set([scoreRow(-1, 45.6), scoreRow(0, 57.4)]);
	world.reports.set([reportRow(1)]);
	world.stages.set([stageRow(0, 'imitation')]);
	world.students.set([studentRow(-1), studentRow(0)]);
	if (state.kind === 'running') world.running.set(RUN);
	return world;
}

async function open(world: LoopWorld) {
	await page.viewport(1280, 900);
	give(world as unknown as World);
	await render(Loop, { run: RUN, onfork: () => undefined });
}
const button = (name: string | RegExp) => page.getByRole('button', { name });

/** An instruction with its three answers and skill, all of one text. */
const pairOf = ({ text }: Numbered, order: number): AnswerPair => ({
	instruction: seedRow(order, { instruction: text, input: text, skill: text }),
	teacher: text,
	student: `${text} too`,
	verdicts: [],
	other: text,
	scores: null,
	otherScores: null,
});

describe('on the Loop page, nothing of it does harm', () => {
	test.each(inParts(ONE_OF_EACH, 6).map((texts, part) => ({ part, texts })))(
		'in the stream of what is asked, answered, written, turned away and failed, part $part',
		async ({ texts }) => {
			const world = worldIn({ kind: 'running' });
			await open(world);
			await expect.element(page.getByText('Waiting for the next line.')).toBeVisible();
			for (const [index, text] of texts.entries()) {
				const id = `c${String(index)}`;
				world.say({ kind: 'answered', by: 'teacher', task: text, text, id });
				world.say({ kind: 'answered', by: 'student', task: text, text, id });
				world.say({
					kind: 'generated',
					operator: 'hard',
					parentIs: 'hard',
					parent: text,
					text,
					id: `${id}g`,
				});
				world.say({ kind: 'rejected', operator: 'easy', parentIs: 'easy', reason: text, text });
				world.say({ kind: 'failed', code: text, message: text, about: id });
			}
			await expect.poll(() => document.querySelectorAll('.stream tbody tr').length).toBe(14);
			await expectInert('.stream tr');
		},
	);

	test.each(PARTS)('in the list of what failed, part $part', async ({ texts }) => {
		const world = worldIn({ kind: 'running' });
		world.failed.set(
			texts.map(({ text }, index) =>
				callRow(`c${String(index)}`, {
					state: 'failed',
					failure: { code: 'teacher/bad-request', message: text },
				}),
			),
		);
		await open(world);
		await button('List').click();
		await expectShown(texts);
		await expectInert('.lifted tr');
	});

	test.each(PARTS)('in the list of what was turned away, part $part', async ({ texts }) => {
		const world = worldIn({ kind: 'running' });
		const rejections = texts.map(({ text }, index) => rejectionRow(index, { text }));
		world.library.rejections = () =>
			Promise.resolve(rejections.map((one) => ({ ...one, reason: 'not-novel' })));
		await open(world);
		await button('too similar to one that is there').click();
		await expectShown(texts);
		await expectInert('.lifted tr');
	});

	test.each(inParts(NUMBERED, 32).map((texts, part) => ({ part, texts })))(
		'before and after, part $part',
		async ({ texts }) => {
			const world = worldIn(FINISHED);
			world.library.pairs = () => Promise.resolve(texts.map(pairOf));
			await open(world);
			for (let shown = 8; shown < texts.length; shown += 8) await button(/^\d+ more$/).click();
			await expectShown(texts);
			await expectInert('[role="cell"]');
		},
	);

	test.each(inParts(ONE_OF_EACH, 12).map((texts, part) => ({ part, texts })))(
		'as the reason why a run is paused, its name, its teacher, its skills and its trainer’s words, part $part',
		async ({ texts }) => {
			for (const [index, text] of texts.entries()) {
				const because = `${text}\n\nend.`;
				const world = worldIn({ kind: 'paused', by: 'trouble', code: text, because, at: AT });
				const { value: run } = world.run;
				world.run.set(run && { ...run, name: text });
				const difficulty = { hard: 3, easy: 2, unscored: 1, gap: 2 };
				world.reports.set([
					reportRow(1, {
						difficulty: [{ skill: text, ...difficulty }],
						budget: [{ skill: text, count: 3 }],
					}),
				]);
				world.jobs.set([jobRow(0, 10, { status: 'failed', error: text })]);
				await open(world);
				await expectShown([{ end: 'end.' }]);
				await expectInert('.failure, .colophon');
				if (index < texts.length - 1) await startOver();
			}
		},
	);
});
