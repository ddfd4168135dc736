import { describe, expect, test } from 'vitest';
import { callContent, type CallRequest } from '../../../src/core/call.ts';
import type { TeacherId } from '../../../src/core/id.ts';
import {
	hostOf,
	keyedAt,
	keyHolders,
	keySlotOf,
	PRACTICE_TEACHER,
	rekeyed,
	teacherInRole,
} from '../../../src/core/teacher.ts';
import { plainTeacher } from '../../fakes/memory-teachers.ts';

const HERE = plainTeacher();
const THERE = plainTeacher({ baseUrl: 'https://other.example/v1' });
const ask: CallRequest = {
	model: 'm',
	messages: [{ role: 'user', content: 'hi' }],
	...{ temperature: 0, topP: 1, maxTokens: 5, seed: 3, schema: null, sample: 0 },
};

describe('what a call is kept under', () => {
	test('is for older projects what it was before addresses were told apart', () => {
		expect(callContent(ask)).toBe('["m",[["user","hi"]],0,1,5,3,null,0]');
		expect(callContent({ ...ask, endpoint: undefined })).toBe(callContent(ask));
	});

	test('differs for two addresses that call their model the same', () => {
		const [one, other] = [HERE, THERE].map((teacher) => keyedAt(teacher, []).endpoint);
		expect(callContent({ ...ask, endpoint: one })).not.toBe(
			callContent({ ...ask, endpoint: other }),
		);
	});

	test('is shared with an older project at the same address, so that its answers count', () => {
		expect(keyedAt(HERE, [HERE, PRACTICE_TEACHER]).endpoint).toBeUndefined();
	});

	test('is not shared where older projects have that model at two addresses', () => {
		expect(keyedAt(HERE, [HERE, THERE]).endpoint).toBe(HERE.baseUrl);
	});

	test('stays as it was when a project’s teacher changes at its address, and names a new one', () => {
		expect(rekeyed(HERE, { ...HERE, model: 'newer' }).endpoint).toBeUndefined();
		expect(rekeyed(HERE, THERE).endpoint).toBe(THERE.baseUrl);
		expect(rekeyed({ ...HERE, endpoint: HERE.baseUrl }, HERE).endpoint).toBe(HERE.baseUrl);
	});
});

describe('where a key is kept', () => {
	const mine = plainTeacher({ id: 't1' as TeacherId });

	test('is told by the teacher and its origin, so that no other address gets it', () => {
		expect(keySlotOf(mine)).toBe('t1 https://api.acme.example');
		expect(keySlotOf({ ...mine, baseUrl: 'https://API.acme.example/v2' })).toBe(keySlotOf(mine));
		for (const baseUrl of ['https://evil.example/v1', 'https://api.acme.example@evil.example/v1'])
			expect(keySlotOf({ ...mine, baseUrl })).not.toBe(keySlotOf(mine));
	});

	test('is one place for each teacher of a project, and none for the practice teacher', () => {
		const judge = plainTeacher({ id: 't2' as TeacherId });
		const roles = { referee: judge, generator: { ...mine, model: 'small' } };
		expect(keyHolders({ ...mine, roles }).map(({ id }) => id)).toEqual(['t1', 't2']);
		expect(keyHolders(PRACTICE_TEACHER)).toEqual([]);
	});
});

test('a role without a teacher of its own is the teacher’s; skills are always named by the teacher', () => {
	const referee = plainTeacher({ model: 'judge' });
	const teacher = plainTeacher({ roles: { referee } });
	const models = (['teacher', 'referee', 'generator', 'labeller'] as const).map(
		(role) => teacherInRole(teacher, role).model,
	);
	expect(models).toEqual(['acme-large', 'judge', 'acme-large', 'acme-large']);
	expect(teacherInRole(PRACTICE_TEACHER, 'referee')).toBe(PRACTICE_TEACHER);
});

test.each([
	['http://127.0.0.1:11434/v1', '127.0.0.1:11434'],
	['https://api.openai.com', 'api.openai.com'],
	['no address', ''],
])('the host of %s is %s', (baseUrl, host) => {
	expect(hostOf(baseUrl)).toBe(host);
});
