import { describe, expect, test } from 'vitest';
import type { ProjectId, TeacherId } from '../../../src/core/id.ts';
import { takenOver, teacherEntries } from '../../../src/core/saved-teachers.ts';
import { ACME, plainTeacher } from '../../fakes/memory-teachers.ts';
import { projectRow } from '../../fakes/rows.ts';

const project = (id: string, teacher = plainTeacher()) =>
	projectRow(id as ProjectId, { kind: 'own', teacher });
const linked = plainTeacher({ id: ACME.id, name: 'Acme' });

describe('the teachers that are listed', () => {
	test('are the saved ones with the projects that ask them, in any role', () => {
		const judged = plainTeacher({
			id: 'other' as TeacherId,
			baseUrl: 'https://o.example',
			roles: { referee: linked },
		});
		const [entry] = teacherEntries([ACME], [project('a', linked), project('b', judged)]);
		expect(entry).toMatchObject({ teacher: ACME, isSaved: true });
		expect(entry?.users.map(({ id }) => id)).toEqual(['a', 'b']);
	});

	test('are also those that only projects have, once for each address and model', () => {
		const entries = teacherEntries(
			[],
			[project('a'), project('b'), project('c', plainTeacher({ model: 'small' })), projectRow()],
		);
		expect(
			entries.map(({ teacher, isSaved, users }) => [teacher.model, isSaved, users.length]),
		).toEqual([
			['acme-large', false, 2],
			['small', false, 1],
		]);
	});

	test('hold a project apart that came with a saved one’s id and another address', () => {
		const foreign = plainTeacher({ id: ACME.id, baseUrl: 'https://evil.example/v1' });
		const entries = teacherEntries([ACME], [project('a', foreign)]);
		expect(entries.map(({ isSaved, users }) => [isSaved, users.length])).toEqual([
			[true, 0],
			[false, 1],
		]);
	});
});

describe('a project whose teacher was changed', () => {
	const to = { ...ACME, model: 'acme-next', concurrency: 2, requestsPerMinute: 60 };

	test('takes over limits and address, and keeps its model with its prices', () => {
		expect(takenOver(linked, ACME, { to, withModel: false })).toMatchObject({
			...{ model: 'acme-large', prices: null, concurrency: 2, requestsPerMinute: 60 },
		});
	});

	test('takes the model too when that is asked', () => {
		expect(takenOver(linked, ACME, { to, withModel: true })).toMatchObject({
			model: 'acme-next',
			prices: ACME.prices,
		});
	});

	test('changes just the role that asks it', () => {
		const mixed = plainTeacher({ baseUrl: 'https://o.example', roles: { referee: linked } });
		const after = takenOver(mixed, ACME, { to, withModel: true });
		expect(after?.model).toBe('acme-large');
		expect(after?.roles?.referee?.model).toBe('acme-next');
	});

	test('is left alone when it asks another', () => {
		expect(takenOver(plainTeacher(), ACME, { to, withModel: true })).toBeNull();
	});

	test('keeps its ledger’s keys at the same address, and names another one', () => {
		expect(takenOver(linked, ACME, { to, withModel: false })?.endpoint).toBeUndefined();
		const moved = { ...to, baseUrl: 'https://api.acme.example/v2' };
		expect(takenOver(linked, ACME, { to: moved, withModel: false })?.endpoint).toBe(moved.baseUrl);
	});
});
