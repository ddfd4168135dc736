/** What every book of saved teachers promises: in IndexedDB, and in the memory that pages are tested in. */
import { describe, expect, test } from 'vitest';
import { IndexedDbTeachers } from '../../../src/adapters/indexeddb/teachers.ts';
import { firstValue } from '../../../src/app/live.ts';
import type { TeacherBook } from '../../../src/app/teacher-ports.ts';
import type { SavedTeacher } from '../../../src/core/saved-teachers.ts';
import { ACME, MemoryTeacherBook, plainTeacher } from '../../fakes/memory-teachers.ts';
import { freshDatabase } from './fresh-database.ts';

let ids = 0;
const newId = () => `made${ids++}`;

/** What it holds when it holds `count`; a live value may come in steps. */
async function holds(book: TeacherBook, count: number): Promise<readonly SavedTeacher[]> {
	await expect.poll(async () => (await firstValue(book.all)).length).toBe(count);
	return firstValue(book.all);
}

describe.each<[string, () => Promise<TeacherBook>]>([
	['in memory', () => Promise.resolve(new MemoryTeacherBook())],
	['in IndexedDB', async () => new IndexedDbTeachers(await freshDatabase(), newId)],
])('a book of teachers %s', (_where, open) => {
	test('gives a new one an id, and its host for a name, and takes its roles and the ledger’s mark off', async () => {
		const book = await open();
		const roles = { referee: plainTeacher({ model: 'judge' }) };
		const saved = await book.save(plainTeacher({ roles, endpoint: ACME.baseUrl }));
		expect(saved.name).toBe('api.acme.example');
		expect([saved.roles, saved.endpoint]).toEqual([undefined, undefined]);
		const [kept] = await holds(book, 1);
		expect(kept).toMatchObject({ id: saved.id, name: saved.name, model: ACME.model });
		expect(kept).not.toHaveProperty('roles.referee');
		const other = await book.save(plainTeacher({ model: 'other' }));
		expect(other.id).not.toBe(saved.id);
		await holds(book, 2);
	});

	test('has the last that was saved under an id, until it is removed', async () => {
		const book = await open();
		await book.save(ACME);
		await book.save({ ...ACME, model: 'acme-small' });
		expect((await holds(book, 1))[0]).toMatchObject({ id: ACME.id, model: 'acme-small' });
		await book.remove(ACME.id);
		await book.remove(ACME.id);
		await holds(book, 0);
	});
});
