import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { codeOf, messageOf } from '../../../src/core/error.ts';
import {
	libraryOf,
	WEB_LLM_VERSION,
	type WebLlmLibrary,
	type WebLlmStudent,
} from '../../../src/core/web-llm-library.ts';

const LIBRARY: WebLlmLibrary = {
	key: 'llama-128',
	file: 'llama-128.wasm',
	bytes: 4_000_000,
	sha256: 'aa',
	shape: { architecture: 'llama', hidden_size: 128, head_dim: 32, rope_theta: 10_000 },
	quantization: 'q0f32',
	contextTokens: 512,
	prefillChunk: 256,
	webllm: WEB_LLM_VERSION,
};
const STUDENT: WebLlmStudent = {
	config: {
		model_type: 'llama',
		hidden_size: 128,
		num_attention_heads: 4,
		rope_parameters: { rope_theta: 10_000, rope_type: 'default' },
	},
	quantization: 'q0f32',
	contextTokens: 512,
	modelLib: undefined,
};
const failure = (student: WebLlmStudent, libraries: readonly WebLlmLibrary[]) => {
	try {
		return libraryOf(student, libraries).key;
	} catch (thrown) {
		return `${codeOf(thrown)}: ${messageOf(thrown)}`;
	}
};

test('the version is that of the package', () => {
	const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
	const { devDependencies } = JSON.parse(text) as { devDependencies: Record<string, string> };
	expect(devDependencies['@mlc-ai/web-llm']).toBe(WEB_LLM_VERSION);
});

describe('the library of a student', () => {
	test('is the one of its shape, whatever config.json leaves to be understood', () => {
		const other = { ...LIBRARY, key: 'llama-256', shape: { ...LIBRARY.shape, hidden_size: 256 } };
		expect(libraryOf(STUDENT, [other, LIBRARY])).toBe(LIBRARY);
	});

	test('is the one that it names, where that fits', () => {
		const twin = { ...LIBRARY, key: 'twin' };
		expect(libraryOf({ ...STUDENT, modelLib: 'twin' }, [LIBRARY, twin])).toBe(twin);
		expect(libraryOf({ ...STUDENT, modelLib: 'unheard of' }, [LIBRARY])).toBe(LIBRARY);
	});

	test('is missing where none was built for its shape, its quantisation or its context', () => {
		const wide = { ...STUDENT, config: { ...STUDENT.config, hidden_size: 256 } };
		expect(failure(wide, [LIBRARY])).toMatch(/^student\/no-library: .*hidden_size 256/);
		expect(failure({ ...STUDENT, quantization: 'q4f16_1' }, [LIBRARY])).toMatch(/no-library/);
		expect(failure({ ...STUDENT, contextTokens: 1024 }, [LIBRARY])).toMatch(/no-library/);
		expect(failure(STUDENT, [])).toMatch(/no-library/);
	});

	test('is refused where the named one is for another shape, or for another web-llm', () => {
		const wide = { ...STUDENT, config: { ...STUDENT.config, hidden_size: 256 } };
		expect(failure({ ...wide, modelLib: LIBRARY.key }, [LIBRARY])).toBe(
			'student/wrong-library: the library llama-128 is for hidden_size 128, not 256',
		);
		expect(failure(STUDENT, [{ ...LIBRARY, webllm: '0.2.80' }])).toMatch(
			/^student\/wrong-library: expected a library for web-llm .*, got llama-128 for 0\.2\.80/,
		);
	});
});
