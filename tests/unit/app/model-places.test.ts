import { expect, test } from 'vitest';
import { modelPlaces, setModelPlace } from '../../../src/app/model-places.ts';
import { codeOf } from '../../../src/core/error.ts';

const USUAL = { hub: 'https://hub.example', libraries: 'https://libraries.example/web-llm' };

function memory() {
	const values = new Map<string, string>();
	return {
		get: (name: string) => Promise.resolve(values.get(name)),
		set: (name: string, value: string) => Promise.resolve(void values.set(name, value)),
	};
}

test('models come from the usual addresses until a mirror is set, and again when it is taken away', async () => {
	const store = memory();
	expect(await modelPlaces(store, USUAL)).toEqual(USUAL);
	await setModelPlace(store, 'hub', ' https://mirror.example/hub// ');
	await setModelPlace(store, 'libraries', 'http://127.0.0.1:9000');
	expect(await modelPlaces(store, USUAL)).toEqual({
		hub: 'https://mirror.example/hub',
		libraries: 'http://127.0.0.1:9000',
	});
	await setModelPlace(store, 'hub', '');
	expect((await modelPlaces(store, USUAL)).hub).toBe(USUAL.hub);
});

test.each([
	['mirror.example', 'it is no address'],
	['http://mirror.example', 'neither https'],
	['http://127.0.0.1.example', 'neither https'],
	['http://[::1]:9000', 'http://127.0.0.1 and http://localhost'],
	['ftp://mirror.example', 'neither https'],
	['https://me:secret@mirror.example', 'a name or a password'],
	['https://mirror.example/?token=1', 'a ? or a #'],
	['https://mirror.example/#a', 'a ? or a #'],
])('%s is refused with its reason, and changes nothing', async (typed, because) => {
	const store = memory();
	await setModelPlace(store, 'hub', 'https://mirror.example');
	const setting = setModelPlace(store, 'hub', typed);
	await expect(setting).rejects.toThrow(because);
	expect(await setting.catch(codeOf)).toBe('models/wrong-address');
	expect((await modelPlaces(store, USUAL)).hub).toBe('https://mirror.example');
});
