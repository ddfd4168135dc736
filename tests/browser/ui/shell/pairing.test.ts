import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import PairingNotice from '../../../../src/ui/frame/PairingNotice.svelte';
import { pairing } from '../../../../src/ui/state/pairing.svelte.ts';
import { readPairing, type PairingReading } from '../../../../src/ui/state/pairing-link.ts';
import { give } from '../../../../src/ui/world.ts';
import { LINK, REFUSED, ShellWorld } from '../../../fakes/shell-world.ts';

const HERE = 'http://localhost:4747';
const link = (url: string): PairingReading => ({ kind: 'link', link: { url, token: 'new-token' } });

async function arrive(reading: PairingReading, world: ShellWorld, from = HERE) {
	give(world.asWorld());
	await pairing.take(reading, from, world.asWorld());
	return render(PairingNotice);
}
afterEach(() => {
	pairing.dismiss();
});

test('page and trainer on this machine are linked at once, with a visible line', async () => {
	const world = new ShellWorld();
	await arrive(link('http://127.0.0.1:4748'), world);
	await expect.element(page.getByText('Linked the trainer at')).toBeVisible();
	expect(world.link).toMatchObject({ url: 'http://127.0.0.1:4748', token: 'new-token' });
});

test('a new token of the linked trainer replaces the old one', async () => {
	const world = new ShellWorld();
	world.link = LINK;
	await arrive(link(LINK.url), world);
	expect(world.link).toMatchObject({ url: LINK.url, token: 'new-token' });
});

test('another trainer is asked about first, both addresses shown, and can be kept out', async () => {
	const world = new ShellWorld();
	world.link = LINK;
	await arrive(link('http://127.0.0.1:9999'), world);
	const dialog = page.getByRole('dialog', { name: 'Link another trainer?' });
	await expect.element(dialog.getByText('http://127.0.0.1:4748')).toBeVisible();
	await expect.element(dialog.getByText('http://127.0.0.1:9999')).toBeVisible();
	await dialog.getByRole('button', { name: 'Keep the one linked' }).click();
	await expect.element(dialog).not.toBeInTheDocument();
	expect(world.link).toEqual(LINK);
});

test('another trainer is linked when the person says so', async () => {
	const world = new ShellWorld();
	world.link = LINK;
	await arrive(link('https://gpu.example'), world);
	await page.getByRole('button', { name: 'Link it' }).click();
	await expect.element(page.getByText('https://gpu.example')).toBeVisible();
	expect(world.link).toMatchObject({ url: 'https://gpu.example', token: 'new-token' });
});

test.each([
	['a page from elsewhere', 'http://127.0.0.1:4748', 'https://retort.example'],
	['a trainer elsewhere', 'https://gpu.example', HERE],
])('%s asks even when nothing is linked', async (_, url, from) => {
	const world = new ShellWorld();
	await arrive(link(url), world, from);
	await expect.element(page.getByRole('dialog', { name: 'Link this trainer?' })).toBeVisible();
	expect(world.link).toBeUndefined();
});

test('a refused link says why and links nothing', async () => {
	const world = new ShellWorld();
	await arrive(readPairing('#link=AAAA'), world);
	await expect.element(page.getByText('The pairing link is damaged.')).toBeVisible();
	expect(world.told).toEqual([]);
});

test.each([
	[new Error('away'), 'It does not answer yet.'],
	[REFUSED, 'It refuses this link; open the one that npm start printed last.'],
])('a linked trainer that answers with %s says so at once', async (trainerAway, words) => {
	const world = new ShellWorld();
	world.trainerAway = trainerAway;
	await arrive(link('http://127.0.0.1:4748'), world);
	await expect.element(page.getByText(words)).toBeVisible();
});
