/** The student's worker: one student on transformers.js and ONNX Runtime, served over rpc. */
import { AppError } from '../../src/core/error.ts';
import { reporting } from '../rpc/reporting.ts';
import { serve } from '../rpc/serve.ts';
import { chooseDevice } from './device.ts';
import { eventsHandled } from './events.ts';
import { loadParts, loadTokens } from './load.ts';
import { probe } from './probe.ts';
import type { Loaded, Options, StudentApi, TokensApi } from './protocol.ts';
import { Student } from './student.ts';
import { templatedIds, textOf, type TokenParts } from './tokens.ts';

let student: Student | undefined;
/** Of a student, or alone. */
let tokens: TokenParts | undefined;

serve<StudentApi & TokensApi>({
	chooseDevice,
	load: ({ source, device }) =>
		reporting(async (report): Promise<Loaded> => {
			const began = performance.now();
			const parts = await loadParts(source, device, report);
			await probe(parts.model, device, parts);
			student = new Student(parts);
			tokens = parts;
			const loadMs = performance.now() - began;
			const { contextTokens, threads } = parts;
			return { engine: 'transformers.js', contextTokens, loadMs, threads };
		}),
	answer: ({ prompts, options, batch }, signal) =>
		theStudent().answer(prompts, offered(options), { batch, signal }),
	chat: ({ messages, options }, signal) => theStudent().chat(messages, offered(options), signal),
	promptIds: async (messages) => Promise.resolve(templatedIds(theTokens(), messages, true)),
	countTokens: (conversations, signal) => countTokens(conversations, signal),
	greedyIds: ({ messages, maxTokens }, signal) =>
		theStudent().greedyIds(messages, maxTokens, signal),
	readTokens: async (source) => {
		const { contextTokens, ...parts } = await loadTokens(source);
		tokens = parts;
		return contextTokens;
	},
	textOf: async (ids) => Promise.resolve(textOf(theTokens(), ids)),
});

function theStudent(): Student {
	if (student !== undefined) return student;
	throw new AppError('student/not-loaded', 'expected a loaded student, got a call before load');
}

function theTokens(): TokenParts {
	if (tokens !== undefined) return tokens;
	throw new AppError('student/not-loaded', 'expected a loaded student, got a call before load');
}

/** Throws 'student/not-offered' for what the loop in decode.ts doesn't know. */
function offered(options: Options): Options {
	if (options.schema === undefined && options.topLogprobs === undefined) return options;
	throw new AppError(
		'student/not-offered',
		'expected neither a JSON schema nor log-probabilities from transformers.js: web-llm offers them',
	);
}

async function countTokens(
	conversations: StudentApi['countTokens']['args'],
	signal: AbortSignal,
): Promise<number[]> {
	const counts: number[] = [];
	for (const conversation of conversations) {
		await eventsHandled();
		signal.throwIfAborted();
		counts.push(templatedIds(theTokens(), conversation, false).length);
	}
	return counts;
}
