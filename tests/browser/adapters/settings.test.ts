/** What every keeper of settings promises: IndexedDB, and the world that pages are tested in. */
import { describe, expect, test } from 'vitest';
import { IndexedDbSettings } from '../../../src/adapters/indexeddb/settings.ts';
import type { Settings } from '../../../src/app/ports/settings.ts';
import type { TrainerLink } from '../../../src/app/ports/trainer.ts';
import { ShellWorld } from '../../fakes/shell-world.ts';
import { freshDatabase } from './fresh-database.ts';

const LINK: TrainerLink = { url: 'http://127.0.0.1:4748', token: 'rt-1', linkedAt: 1 };

describe.each<[string, () => Promise<Settings>]>([
	['of a world in memory', () => Promise.resolve(new ShellWorld().asWorld().settings)],
	['in IndexedDB', async () => new IndexedDbSettings(await freshDatabase())],
])('settings %s', (_where, open) => {
	test('are nothing before they are set, and then what was set last', async () => {
		const settings = await open();
		expect(await settings.get('theme')).toBeUndefined();
		await settings.set('theme', 'dark');
		await settings.set('theme', '');
		await settings.set('last open', 'run1');
		expect(await settings.get('theme')).toBe('');
		expect(await settings.get('last open')).toBe('run1');
	});

	test('have the last trainer that was linked, until it is unlinked', async () => {
		const settings = await open();
		expect(await settings.trainerLink()).toBeUndefined();
		await settings.unlinkTrainer();
		await settings.linkTrainer(LINK);
		await settings.linkTrainer({ ...LINK, token: 'rt-2' });
		expect(await settings.trainerLink()).toEqual({ ...LINK, token: 'rt-2' });
		await settings.unlinkTrainer();
		expect(await settings.trainerLink()).toBeUndefined();
	});

	test('keep a preference apart from the link, whatever its name', async () => {
		const settings = await open();
		await settings.linkTrainer(LINK);
		for (const name of ['trainer-link', 'preference/trainer-link', 'trainerLink'])
			await settings.set(name, 'mine');
		expect(await settings.trainerLink()).toEqual(LINK);
		await settings.unlinkTrainer();
		expect(await settings.get('trainer-link')).toBe('mine');
	});
});
