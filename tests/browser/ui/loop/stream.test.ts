import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../../src/ui/base.css';
import type { RunFeed } from '../../../../src/app/ports/run-feed.ts';
import type { RunEvent } from '../../../../src/core/progress.ts';
import type { Recipe } from '../../../../src/core/recipe.ts';
import Stream from '../../../../src/ui/pages/loop/Stream.svelte';
import { LoopStream } from '../../../../src/ui/state/loop-stream.svelte.ts';
import { RUN, runRow } from '../../../fakes/rows.ts';

const EVENTS: readonly RunEvent[] = [
	{ kind: 'rejected', operator: 'easy', parentIs: 'easy', reason: 'not-novel', text: 'Halve 8.' },
	{
		...{ kind: 'generated', operator: 'hard', parentIs: 'hard', id: 'c1' },
		...{ parent: 'Double 2.', text: 'Double 3.' },
	},
];
/** Says all events as soon as somebody listens. */
const feedOf = (events: readonly RunEvent[]): RunFeed => ({
	say: () => undefined,
	listen: (_run, hear) => {
		events.forEach(hear);
		return () => undefined;
	},
});
let stream: LoopStream | undefined;

async function open(targeting: Recipe['generation']['targeting'], events = EVENTS) {
	const { recipe } = runRow();
	stream = new LoopStream(feedOf(events), RUN);
	await render(Stream, {
		stream,
		recipe: { ...recipe, generation: { ...recipe.generation, targeting } },
		isRunning: true,
	});
	await expect.element(page.getByText('Double 3.')).toBeVisible();
	return [...document.querySelectorAll('tbody td:last-child')].map((cell) => [
		cell.textContent.trim(),
		cell.querySelector('.role')?.className ?? null,
	]);
}
afterEach(() => {
	stream?.close();
});

test.each(['paper', 'learnable'] as const)(
	'with parents by difficulty (%s) a line says which kind its parent was',
	async (targeting) => {
		expect(await open(targeting)).toEqual([
			['from hard', expect.stringContaining('role hard')],
			['from easy', expect.stringContaining('role easy')],
		]);
	},
);

test('with parents at random a line says what was asked for, and nothing of hard or easy', async () => {
	expect(await open('random')).toEqual([
		['of the same kind', null],
		['of a rarer kind', null],
	]);
});

test('where no parent was of the kind that was asked for, the line names none', async () => {
	const fromOthers = EVENTS.map((event): RunEvent => ({ ...event, ...{ parentIs: 'unscored' } }));
	expect(await open('paper', fromOthers)).toEqual([
		['of the same kind', null],
		['of a rarer kind', null],
	]);
});
