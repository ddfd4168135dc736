/** What web-llm throws, by the student's names: classes of its own, strings, exits of the runtime without a word. */
import { AppError, messageOf } from '../../src/core/error.ts';

/** `during`: names what nothing else is known of. An AppError and an abort stay as they are. */
export function namedError(
	thrown: unknown,
	during: 'student/load-failed' | 'student/step-failed',
): unknown {
	if (thrown instanceof AppError) return thrown;
	const name = thrown instanceof Error ? thrown.name : '';
	if (name === 'AbortError') return thrown;
	const why = messageOf(thrown);
	if (name === 'GrammarMatcherInitError')
		return new AppError(
			'student/not-offered',
			`expected a JSON schema that web-llm can keep to, got one that it refuses: ${why}`,
			{ cause: thrown },
		);
	const code = BY_CLASS[name] ?? (OUT_OF_MEMORY.test(why) ? 'student/out-of-memory' : during);
	return new AppError(code, `web-llm: ${why}`, { cause: thrown });
}

const BY_CLASS: Readonly<Record<string, string>> = {
	DeviceLostError: 'student/device-lost',
	ContextWindowSizeExceededError: 'student/prompt-too-long',
	WebGPUNotAvailableError: 'student/no-device',
	FeatureSupportError: 'student/device-too-small',
	ShaderF16SupportError: 'student/device-too-small',
	RangeError: 'student/out-of-memory',
};
const OUT_OF_MEMORY = /out of memory|bad_alloc|allocation failed|could not allocate/i;
