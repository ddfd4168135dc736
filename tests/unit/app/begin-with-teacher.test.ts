import { expect, test } from 'vitest';
import { beginWithTeacher } from '../../../src/app/begin-with-teacher.ts';
import { removeTeacher, saveTeacher } from '../../../src/app/save-teacher.ts';
import type { ProjectId, TeacherId } from '../../../src/core/id.ts';
import { teacherEntries } from '../../../src/core/saved-teachers.ts';
import { keySlotOf, type OpenAiTeacher } from '../../../src/core/teacher.ts';
import { firstValue } from '../../../src/app/live.ts';
import { memoryKeys } from '../../fakes/memory-keys.ts';
import { ACME, MemoryTeacherBook, plainTeacher } from '../../fakes/memory-teachers.ts';
import { projectRow } from '../../fakes/rows.ts';

test('a new teacher is saved and chosen; its ledger names the address', async () => {
	const book = new MemoryTeacherBook();
	const teacher = await beginWithTeacher(book, plainTeacher(), []);
	expect(book.all.value).toMatchObject([{ id: 't1', name: 'api.acme.example' }]);
	expect(teacher).toMatchObject({ id: 't1', endpoint: 'https://api.acme.example/v1' });
});

test('a saved one is not saved again', async () => {
	const book = new MemoryTeacherBook();
	await beginWithTeacher(book, ACME, []);
	expect(book.all.value).toEqual([]);
});

test('a role at the teacher’s own address has its key, one of another teacher has its own', async () => {
	const other = plainTeacher({ id: 'other' as TeacherId, baseUrl: 'https://o.example/v1' });
	const generator = plainTeacher({ model: 'acme-small' });
	const teacher = await beginWithTeacher(
		new MemoryTeacherBook(),
		plainTeacher({ roles: { referee: other, generator } }),
		[],
	);
	const { roles } = teacher;
	expect(roles?.generator && keySlotOf(roles.generator)).toBe(keySlotOf(teacher));
	expect(roles?.generator?.model).toBe('acme-small');
	expect(roles?.referee && keySlotOf(roles.referee)).toBe('other https://o.example');
	expect(roles?.referee?.endpoint).toBe('https://o.example/v1');
});

/** A project of an earlier version, its key given. */
async function older() {
	const changed = new Map<string, OpenAiTeacher>();
	const keys = memoryKeys();
	await keys.give(keySlotOf(plainTeacher()), 'sk-acme');
	const world = {
		teachers: new MemoryTeacherBook(),
		keys,
		projects: {
			changeTeacher: (id: ProjectId, teacher: unknown) => {
				changed.set(id, teacher as OpenAiTeacher);
				return Promise.resolve();
			},
		},
	};
	const project = projectRow(undefined, { kind: 'own', teacher: plainTeacher() });
	const [entry] = teacherEntries([], [project]);
	if (entry === undefined) throw new Error('expected an entry');
	return { world, entry, changed };
}

test('a teacher known from a project only becomes one to choose, and its key goes with it', async () => {
	const { world, entry, changed } = await older();
	const saved = await saveTeacher(world, { ...entry.teacher, name: 'Acme' }, entry);
	expect(changed.get(entry.users[0]?.id ?? '')).toMatchObject({ id: saved.id, name: 'Acme' });
	expect((await firstValue(world.keys.held)).has(keySlotOf(saved))).toBe(true);
});

test('at another address the key is asked for again', async () => {
	const { world, entry } = await older();
	const saved = await saveTeacher(world, { ...entry.teacher, baseUrl: 'https://o.example' }, entry);
	expect((await firstValue(world.keys.held)).has(keySlotOf(saved))).toBe(false);
});

test('a teacher that is removed is forgotten with its key', async () => {
	const { world, entry } = await older();
	const saved = await saveTeacher(world, entry.teacher, entry);
	await removeTeacher(world, saved);
	expect(world.teachers.all.value).toEqual([]);
	expect((await firstValue(world.keys.held)).has(keySlotOf(saved))).toBe(false);
});
