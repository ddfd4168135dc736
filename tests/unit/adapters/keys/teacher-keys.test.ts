import { describe, expect, test } from 'vitest';
import { readSealed } from '../../../../src/adapters/keys/sealing.ts';
import { firstValue } from '../../../../src/app/live.ts';
import type { KeySlot } from '../../../../src/core/id.ts';
import { memoryKeys, type MemorySealedText } from '../../../fakes/memory-keys.ts';

const ACME = 'acme https://api.acme.example' as KeySlot;
const OTHER = 'other https://other.example' as KeySlot;
const PASSPHRASE = 'correct horse battery';

async function stored(told: string[] = []) {
	const keys = memoryKeys(told);
	await keys.give(ACME, 'sk-acme');
	await keys.open(PASSPHRASE);
	await keys.keep(ACME);
	return keys;
}
const stateOf = async (keys: ReturnType<typeof memoryKeys>) => {
	const state = await firstValue(keys.store);
	return state.kind === 'none' ? 'none' : [state.kind, ...state.slots];
};
/** Another tab, or this one after a reload. */
const reloaded = (keys: { text: MemorySealedText }, told: string[] = []) =>
	memoryKeys(told, keys.text);

describe('a key', () => {
	test('is in memory and handed to the engine; nothing is stored unless asked', async () => {
		const told: string[] = [];
		const keys = memoryKeys(told);
		await keys.give(ACME, 'sk-acme');
		expect([...(await firstValue(keys.held))]).toEqual([ACME]);
		expect(told).toEqual([`key ${ACME} sk-acme`]);
		expect(keys.text.live.value).toBeUndefined();
		expect(await stateOf(keys)).toBe('none');
		expect([...(await firstValue(reloaded(keys).held))]).toEqual([]);
	});

	test('that is forgotten is nowhere', async () => {
		const told: string[] = [];
		const keys = await stored(told);
		await keys.forget(ACME);
		expect(told.at(-1)).toBe(`forget key ${ACME}`);
		expect(keys.text.live.value).toBeUndefined();
		expect([...(await firstValue(keys.held))]).toEqual([]);
	});

	test('that isn’t held can’t be stored', async () => {
		await expect(memoryKeys().keep(ACME)).rejects.toMatchObject({
			code: 'keys/not-held',
		});
	});
});

describe('the store', () => {
	test('holds neither key nor passphrase in the clear, and says how it was sealed', async () => {
		const keys = await stored();
		const text = keys.text.live.value ?? '';
		expect(text).not.toContain('sk-acme');
		expect(atob(readSealed(text).data)).not.toContain('sk-acme');
		expect(text).not.toContain(PASSPHRASE);
		expect(readSealed(text)).toMatchObject({
			version: 1,
			kdf: { name: 'PBKDF2', hash: 'SHA-256', iterations: 600_000 },
			cipher: 'AES-GCM',
			slots: [ACME],
		});
	});

	test('is sealed with another iv each time, and another salt for each passphrase', async () => {
		const keys = await stored();
		const first = readSealed(keys.text.live.value ?? '');
		await keys.give(ACME, 'sk-acme');
		const second = readSealed(keys.text.live.value ?? '');
		expect(second.iv).not.toBe(first.iv);
		expect(second.kdf.salt).toBe(first.kdf.salt);
		const others = readSealed((await stored()).text.live.value ?? '');
		expect(others.kdf.salt).not.toBe(first.kdf.salt);
	});

	test('is locked after a reload, and open for the rest of the session after its passphrase', async () => {
		const told: string[] = [];
		const keys = reloaded(await stored(), told);
		expect(await stateOf(keys)).toEqual(['locked', ACME]);
		await keys.unlock(PASSPHRASE);
		expect(await stateOf(keys)).toEqual(['open', ACME]);
		expect(told).toEqual([`key ${ACME} sk-acme`]);
		await keys.give(OTHER, 'sk-other');
		await keys.keep(OTHER);
		expect(await stateOf(keys)).toEqual(['open', ACME, OTHER]);
	});

	test('names a wrong passphrase, and stays as it was', async () => {
		const keys = reloaded(await stored());
		const before = keys.text.live.value;
		for (const attempt of [
			() => keys.unlock('wrong horse battery'),
			() => keys.changePassphrase('wrong horse battery', 'another long one'),
		])
			await expect(attempt()).rejects.toMatchObject({ code: 'keys/wrong-passphrase' });
		await keys.give(OTHER, 'sk-other');
		await expect(keys.open('wrong horse battery')).rejects.toMatchObject({
			code: 'keys/wrong-passphrase',
		});
		await expect(keys.keep(OTHER)).rejects.toMatchObject({ code: 'keys/locked' });
		expect(keys.text.live.value).toBe(before);
		expect(await stateOf(keys)).toEqual(['locked', ACME]);
	});

	test('takes no passphrase that is quickly guessed', async () => {
		const keys = memoryKeys();
		await keys.give(ACME, 'sk-acme');
		await expect(keys.open('short')).rejects.toMatchObject({ code: 'keys/weak-passphrase' });
		expect(keys.text.live.value).toBeUndefined();
	});

	test('opens with the new passphrase alone once it was changed, in every tab', async () => {
		const first = await stored();
		const second = reloaded(first);
		await second.unlock(PASSPHRASE);
		await first.changePassphrase(PASSPHRASE, 'a staple on a hill');
		expect(await stateOf(second)).toEqual(['locked', ACME]);
		await second.give(OTHER, 'sk-other');
		await expect(second.keep(OTHER)).rejects.toMatchObject({ code: 'keys/locked' });
		await expect(reloaded(first).unlock(PASSPHRASE)).rejects.toMatchObject({
			code: 'keys/wrong-passphrase',
		});
		const third = reloaded(first);
		await third.unlock('a staple on a hill');
		expect([...(await firstValue(third.held))]).toEqual([ACME]);
	});

	test('is deleted without its passphrase; what is in memory stays', async () => {
		const keys = reloaded(await stored());
		await keys.give(OTHER, 'sk-other');
		await keys.forgetStore();
		expect(await stateOf(keys)).toBe('none');
		expect([...(await firstValue(keys.held))]).toEqual([OTHER]);
	});

	test('gives back a key that was changed after it was stored', async () => {
		const keys = await stored();
		await keys.give(ACME, 'sk-newer');
		const told: string[] = [];
		await reloaded(keys, told).unlock(PASSPHRASE);
		expect(told).toEqual([`key ${ACME} sk-newer`]);
	});

	test('lets go of one key and keeps the others', async () => {
		const keys = await stored();
		await keys.give(OTHER, 'sk-other');
		await keys.keep(OTHER);
		await keys.unkeep(ACME);
		expect(await stateOf(keys)).toEqual(['open', OTHER]);
		expect((await firstValue(keys.held)).has(ACME)).toBe(true);
	});

	test('carries a key along when its teacher is saved under another id', async () => {
		const keys = await stored();
		await keys.carry(ACME, OTHER);
		expect((await firstValue(keys.held)).has(OTHER)).toBe(true);
		expect(await stateOf(keys)).toEqual(['open', ACME, OTHER]);
	});

	test.each([
		['no JSON', 'sealed'],
		['a later version', '{"version":2}'],
		['a weak derivation', (text: string) => text.replace('600000', '1000')],
	])('that holds %s is named, not opened', async (_, change) => {
		const keys = await stored();
		const text = keys.text.live.value ?? '';
		await keys.text.write(typeof change === 'string' ? change : change(text));
		await expect(keys.unlock(PASSPHRASE)).rejects.toMatchObject({ code: 'keys/unreadable' });
	});

	test('whose list of teachers was changed does not open', async () => {
		const keys = await stored();
		await keys.text.write((keys.text.live.value ?? '').replace('acme.example', 'evil.example'));
		await expect(keys.unlock(PASSPHRASE)).rejects.toMatchObject({ code: 'keys/wrong-passphrase' });
	});
});
