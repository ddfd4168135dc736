/** The worker of web-llm: one student on WebGPU, served over rpc as the other student workers are. */
import { AppError } from '../../src/core/error.ts';
import { reporting } from '../rpc/reporting.ts';
import { serve } from '../rpc/serve.ts';
import { softwareName } from '../student/device.ts';
import type { Loaded, StudentApi } from '../student/protocol.ts';
import { adapterForWebLlm } from './gpu.ts';
import { loadParts } from './load.ts';
import { WebLlmStudent } from './student.ts';

let student: WebLlmStudent | undefined;

serve<StudentApi>({
	chooseDevice: async () => {
		const software = softwareName((await adapterForWebLlm()).info);
		const note =
			software === null
				? null
				: `WebGPU is here a program on the CPU (${software}): slower than WASM.`;
		return { device: 'webgpu', note };
	},
	load: ({ source }) =>
		reporting(async (report): Promise<Loaded> => {
			const began = performance.now();
			const parts = await loadParts(source, report);
			student = new WebLlmStudent(parts);
			const loadMs = performance.now() - began;
			return { engine: 'web-llm', contextTokens: parts.contextTokens, loadMs, threads: null };
		}),
	answer: ({ prompts, options }, signal) => theStudent().answer(prompts, options, signal),
	chat: ({ messages, options }, signal) => theStudent().chat(messages, options, signal),
	promptIds: async (messages) => Promise.resolve(theStudent().idsOf(messages, true)),
	countTokens: async (conversations) =>
		Promise.resolve(conversations.map((messages) => theStudent().idsOf(messages, false).length)),
	greedyIds: ({ messages, maxTokens }, signal) =>
		theStudent().greedyIds(messages, maxTokens, signal),
});

function theStudent(): WebLlmStudent {
	if (student !== undefined) return student;
	throw new AppError('student/not-loaded', 'expected a loaded student, got a call before load');
}
