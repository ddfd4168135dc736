/** web-llm alone, to measure the product beside it: a plain MLCEngine, its own template, greedy, one prompt at a time. */
import { MLCEngine } from '@mlc-ai/web-llm';
import type { Message } from '../../../src/core/call.ts';
import type { BareAnswers, BareOrder } from '../bare-worker.ts';

/** Where bench/student.mjs puts the files as web-llm wants to find them. */
const MODEL = `${location.origin}/models/web-llm/resolve/main/`;
type Libraries = { readonly libraries: readonly { readonly file: string }[] };

let loaded: Promise<MLCEngine> | undefined;

self.onmessage = async ({ data: order }: MessageEvent<BareOrder>) => {
	const engine = await (loaded ??= load());
	const began = performance.now();
	const texts: string[] = [];
	for (const messages of order.prompts) texts.push(await completed(engine, messages, order));
	self.postMessage({ texts, ms: performance.now() - began } satisfies BareAnswers);
};

async function load(): Promise<MLCEngine> {
	const response = await fetch('/models/libraries/libraries.json');
	const [library] = ((await response.json()) as Libraries).libraries;
	if (library === undefined) throw new Error('no library of web-llm is there');
	const engine = new MLCEngine({
		appConfig: {
			model_list: [
				{
					model: MODEL,
					model_id: 'student',
					model_lib: `${location.origin}/models/libraries/${library.file}`,
				},
			],
		},
		logLevel: 'SILENT',
	});
	await engine.reload('student');
	return engine;
}

async function completed(
	engine: MLCEngine,
	messages: readonly Message[],
	{ maxTokens }: BareOrder,
): Promise<string> {
	const { choices } = await engine.chat.completions.create({
		messages: messages.map(({ role, content }) => ({ role, content })),
		temperature: 0,
		max_tokens: maxTokens,
	});
	return choices[0]?.message.content ?? '';
}
