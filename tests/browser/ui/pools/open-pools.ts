/** Opens the Pools page on a world in memory, with an address that it may change, as the router does. */
import { expect } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../../src/ui/base.css';
import { give, type World } from '../../../../src/ui/world.ts';
import { LoopWorld } from '../../../fakes/loop-world.ts';
import { PROJECT, studentRow } from '../../../fakes/rows.ts';
import PoolsHost from './PoolsHost.svelte';

export async function open(address: string, world = new LoopWorld()) {
	await page.viewport(1280, 800);
	world.students.set([studentRow(0), studentRow(1), studentRow(2)]);
	give(world as unknown as World);
	const changes: string[] = [];
	const screen = await render(PoolsHost, {
		project: PROJECT,
		params: new URLSearchParams(address),
		onparams: (next: readonly (readonly [name: string, value: string])[]) => {
			const params = new URLSearchParams(next.map(([name, value]) => [name, value]));
			changes.push(params.toString());
			void screen.rerender({ params });
		},
	});
	return { world, changes };
}

export async function openList(address: string, world = new LoopWorld()) {
	const opened = await open(address, world);
	await expect.element(page.getByRole('grid', { name: 'Instructions' })).toBeVisible();
	await expect.element(rowAt(1)).toBeVisible();
	return opened;
}

export const shows = (text: string | RegExp) =>
	expect.element(page.getByText(text).first()).toBeVisible();

/** Row at a place of the list, from 1. */
export const rowAt = (place: number) => page.getByRole('row').nth(place);
