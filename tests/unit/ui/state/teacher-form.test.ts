import { expect, test } from 'vitest';
import type { TeacherSettings } from '../../../../src/core/teacher.ts';
import { fieldsOf, readFields } from '../../../../src/ui/state/teacher-form.ts';

const TEACHER: Extract<TeacherSettings, { kind: 'openai' }> = {
	kind: 'openai',
	baseUrl: 'https://api.acme.example/v1',
	model: 'acme-large',
	prices: { promptUsdPerMillion: 0.15, completionUsdPerMillion: 0.6 },
	concurrency: 16,
	structuredOutput: true,
};

test('fields of a teacher read back as the same teacher', () => {
	expect(readFields(fieldsOf(TEACHER), TEACHER)).toEqual({ kind: 'ok', teacher: TEACHER });
	const unpriced = { ...TEACHER, prices: null };
	expect(readFields(fieldsOf(unpriced), unpriced)).toEqual({ kind: 'ok', teacher: unpriced });
});

test('slashes at the end and spaces around are left out', () => {
	const reading = readFields(
		{ ...fieldsOf(TEACHER), baseUrl: ' https://api.acme.example/v1// ', model: ' acme-large ' },
		TEACHER,
	);
	expect(reading).toEqual({ kind: 'ok', teacher: TEACHER });
});

test('every wrong field gets its own sentence', () => {
	const reading = readFields(
		{ baseUrl: 'acme', model: '', promptUsd: '0.15', completionUsd: '', concurrency: '0' },
		TEACHER,
	);
	expect(reading.kind === 'wrong' ? Object.keys(reading.errors).sort() : reading).toEqual([
		'baseUrl',
		'completionUsd',
		'concurrency',
		'model',
	]);
});

test('a key is not sent over the network in the clear', () => {
	const fields = fieldsOf(TEACHER);
	expect(readFields({ ...fields, baseUrl: 'http://api.acme.example/v1' }, TEACHER).kind).toBe(
		'wrong',
	);
	expect(readFields({ ...fields, baseUrl: 'http://localhost:11434/v1' }, TEACHER).kind).toBe('ok');
});

test.each(['-1', 'twenty', '1e999'])('%s is no price', (promptUsd) => {
	expect(readFields({ ...fieldsOf(TEACHER), promptUsd }, TEACHER).kind).toBe('wrong');
});
