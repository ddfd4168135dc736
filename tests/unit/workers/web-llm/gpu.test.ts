import { expect, test } from 'vitest';
import { codeOf, messageOf } from '../../../../src/core/error.ts';
import { checkAdapter } from '../../../../workers/web-llm/gpu.ts';
import type { Plan } from '../../../../workers/web-llm/plan.ts';

/** A GPU that has just enough, in the two respects that are looked at. */
const adapter = (limits: Record<string, number> = {}, features: readonly string[] = []) =>
	({
		limits: {
			maxBufferSize: 2 ** 30,
			maxStorageBufferBindingSize: 2 ** 27,
			maxComputeWorkgroupStorageSize: 32_768,
			maxStorageBuffersPerShaderStage: 10,
			...limits,
		},
		features: new Set(features),
	}) as unknown as GPUAdapter;
const plan = (quantization: string, tensorBytes: number) =>
	({ library: { quantization }, tensorBytes }) as Plan;
const failure = (gpu: GPUAdapter, needs: Plan) => {
	try {
		checkAdapter(gpu, needs);
		return undefined;
	} catch (thrown) {
		return `${codeOf(thrown)}: ${messageOf(thrown)}`;
	}
};

test('a GPU that has what web-llm and the student need will do', () => {
	expect(failure(adapter(), plan('q0f32', 2 ** 27))).toBeUndefined();
	expect(failure(adapter({}, ['shader-f16']), plan('q4f16_1', 1))).toBeUndefined();
	const large = adapter({ maxStorageBufferBindingSize: 2 ** 30 });
	expect(failure(large, plan('q0f32', 2 ** 30))).toBeUndefined();
});

test('what it lacks is named', () => {
	expect(failure(adapter({ maxStorageBuffersPerShaderStage: 8 }), plan('q0f32', 1))).toBe(
		'student/device-too-small: web-llm needs maxStorageBuffersPerShaderStage of 10, this GPU has 8',
	);
	expect(failure(adapter(), plan('q4f16_1', 1))).toMatch(/16-bit numbers \(shader-f16\)/);
	expect(failure(adapter(), plan('q0f32', 2 ** 27 + 4))).toMatch(/a buffer of 134217732 bytes/);
});
