import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { IndexedDbTeachers, sealedText } from '../../../src/adapters/indexeddb/teachers.ts';
import { StoredTeacherKeys } from '../../../src/adapters/keys/teacher-keys.ts';
import { KeyRing } from '../../../src/adapters/system/key-ring.ts';
import { beginWithTeacher } from '../../../src/app/begin-with-teacher.ts';
import { firstValue } from '../../../src/app/live.ts';
import { keySlotOf } from '../../../src/core/teacher.ts';
import { plainTeacher } from '../../fakes/memory-teachers.ts';
import { PROJECT, projectRow } from '../../fakes/rows.ts';
import { type OpenLibrary, openLibrary, writeProject } from './whole-project.ts';

const KEY = 'sk-secret-7f3a';
const PASSPHRASE = 'correct horse battery';

function keysOf({ database }: OpenLibrary) {
	return new StoredTeacherKeys({
		ring: new KeyRing(),
		hand: () => Promise.resolve(),
		text: sealedText(database),
		alone: (work) => navigator.locks.request('test/keys', work),
	});
}
const teachersOf = ({ database }: OpenLibrary) => {
	let ids = 0;
	return new IndexedDbTeachers(database, () => `t${++ids}`);
};

test('teachers are kept in this browser, changed in place and removed', async () => {
	const teachers = teachersOf(await openLibrary());
	const saved = await teachers.save(plainTeacher());
	expect(saved).toMatchObject({ id: 't1', name: 'api.acme.example' });
	await teachers.save({ ...saved, model: 'acme-small' });
	expect(await firstValue(teachers.all)).toEqual([
		expect.objectContaining({ id: 't1', model: 'acme-small' }),
	]);
	await teachers.remove(saved.id);
	expect(await firstValue(teachers.all)).toEqual([]);
});

test('stored keys outlive the page, sealed', async () => {
	const opened = await openLibrary();
	const slot = keySlotOf(plainTeacher());
	const keys = keysOf(opened);
	await keys.give(slot, KEY);
	await keys.open(PASSPHRASE);
	await keys.keep(slot);
	const settings = JSON.stringify(await opened.database.relaxed.settings.toArray());
	expect(settings).toContain('PBKDF2');
	expect(settings).not.toContain(KEY);
	const again = keysOf(opened);
	expect((await firstValue(again.store)).kind).toBe('locked');
	await again.unlock(PASSPHRASE);
	expect([...(await firstValue(again.held))]).toEqual([slot]);
});

test('no export holds a key, in the clear or sealed', async () => {
	const opened = await openLibrary();
	await writeProject(opened);
	const teacher = await beginWithTeacher(teachersOf(opened), plainTeacher(), []);
	await opened.store.putProject(projectRow(PROJECT, { kind: 'own', teacher }));
	const keys = keysOf(opened);
	await keys.give(keySlotOf(teacher), KEY);
	await keys.open(PASSPHRASE);
	await keys.keep(keySlotOf(teacher));
	const file = await opened.library.exportProject(PROJECT, { weights: true });
	const files = unzipSync(new Uint8Array(await file.arrayBuffer()));
	const text = Object.entries(files)
		.map(([path, bytes]) => path + new TextDecoder().decode(bytes))
		.join('\n');
	expect(text).toContain(teacher.baseUrl);
	for (const secret of [KEY, PASSPHRASE, 'PBKDF2', 'sealed']) expect(text).not.toContain(secret);
});
