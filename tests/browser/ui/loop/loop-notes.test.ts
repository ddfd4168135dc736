import { describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import type { RunState } from '../../../../src/core/run.ts';
import '../../../../src/ui/base.css';
import Loop from '../../../../src/ui/pages/loop/Loop.svelte';
import { give, type World } from '../../../../src/ui/world.ts';
import {
	around,
	jobRow,
	poolRows,
	progressRow,
	scoreRow,
	stageRow,
} from '../../../fakes/loop-scene.ts';
import { LoopWorld } from '../../../fakes/loop-world.ts';
import { RUN } from '../../../fakes/rows.ts';

async function open(world: LoopWorld) {
	await page.viewport(1280, 900);
	give(world as unknown as World);
	await render(Loop, { run: RUN, onfork: () => undefined });
}
const button = (name: string | RegExp) => page.getByRole('button', { name });

test('seeds without a skill are counted, and can be named again', async () => {
	const world = new LoopWorld({ state: { kind: 'running' } });
	world.running.set(RUN);
	world.progress.set(progressRow({ unnamed: 20 }));
	await open(world);
	await expect.element(page.getByText('20 instructions of the seeds have no skill')).toBeVisible();
	await button('Name skills again').click();
	expect(world.told).toEqual(['retry run1']);
});

test('rows left out of training are listed with their text, why, and the way to each', async () => {
	const [long, waiting] = poolRows.map(({ instruction }) => instruction);
	if (!long || !waiting) throw new Error('expected two rows');
	const world = new LoopWorld({ state: { kind: 'running' } });
	world.progress.set(progressRow());
	world.stages.set([stageRow(0, 'imitation')]);
	world.jobs.set([
		jobRow(0, 188, {
			tooLong: 1,
			unanswered: 1,
			leftOut: [
				{ id: long.id, why: 'too-long' },
				{ id: waiting.id, why: 'unanswered' },
			],
		}),
	]);
	await open(world);
	await button(/List the rows left out/).click();
	const row = page.getByRole('row', { name: /too long for the student/ });
	await expect.element(row.getByRole('link', { name: long.instruction })).toBeVisible();
	await expect
		.element(row.getByRole('link'))
		.toHaveAttribute(
			'href',
			`/projects/project1/pools?run=run1&row=${encodeURIComponent(long.id)}`,
		);
	await expect.element(page.getByRole('row', { name: /no answer/ })).toBeVisible();
});

describe('a last gain that may be 0', () => {
	const paused = { kind: 'paused', by: 'user', code: null, because: '', at: 1 } as const;

	test.each<[string, RunState, string[]]>([
		['paused by its user', paused, ['The gain may be 0', 'You can close the tab.']],
		['that another tab carries out', { kind: 'running' }, ['The gain may be 0']],
	])('suggests stopping a run %s too, and says why', async (_, state, words) => {
		const world = new LoopWorld({ state });
		world.progress.set(progressRow());
		world.scores.set([scoreRow(0, 57), scoreRow(1, 57.4, { gain: around(0.4, 1.2) })]);
		await open(world);
		await expect
			.element(page.getByText('The last gain may be 0: consider stopping.'))
			.toBeVisible();
		const head = page.getByRole('region', { name: 'State of the run' });
		for (const word of words) await expect.element(head).toHaveTextContent(word);
	});
});
