import { expect, test } from 'vitest';
import { AppError, codeOf } from '../../../../src/core/error.ts';
import { namedError } from '../../../../workers/web-llm/named-error.ts';

const named = (thrown: unknown) => codeOf(namedError(thrown, 'student/step-failed'));
const ofClass = (name: string) => Object.assign(new Error('why'), { name });

test('errors of web-llm, strings too, get the student’s names', () => {
	expect(named(ofClass('DeviceLostError'))).toBe('student/device-lost');
	expect(named(ofClass('ContextWindowSizeExceededError'))).toBe('student/prompt-too-long');
	expect(named(ofClass('ShaderF16SupportError'))).toBe('student/device-too-small');
	expect(named(new RangeError('Array buffer allocation failed'))).toBe('student/out-of-memory');
	expect(named('GPU out of memory')).toBe('student/out-of-memory');
	expect(named('ExitStatus: Program terminated with exit(1)')).toBe('student/step-failed');
});

test('what has a name keeps it, and so does an abort', () => {
	const ours = new AppError('student/corrupt-file', 'why');
	expect(namedError(ours, 'student/load-failed')).toBe(ours);
	expect(named(new DOMException('enough', 'AbortError'))).toBe('aborted');
});

test('a JSON schema that web-llm refuses is not offered, which no other worker puts right', () => {
	const refused = namedError(ofClass('GrammarMatcherInitError'), 'student/step-failed');
	expect(refused).toMatchObject({
		code: 'student/not-offered',
		message: 'expected a JSON schema that web-llm can keep to, got one that it refuses: why',
	});
});
