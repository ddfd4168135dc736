/** In a page: answers conversations greedily through web-llm, and tells the ids of their tokens. */
import { CreateMLCEngine } from '/web-llm/index.js';

/** `cases` are those of a selftest.json; resolves to {promptTokens, ids} of each. */
export async function answer(cases) {
	const engine = await CreateMLCEngine('student', {
		appConfig: {
			model_list: [
				{
					model_id: 'student',
					model: new URL('/student/resolve/main/', location.href).href,
					model_lib: new URL('/library.wasm', location.href).href,
				},
			],
		},
	});
	// web-llm hands out text alone, and two ids can have the same.
	const [pipeline] = engine.loadedModelIdToPipeline.values();
	const process = pipeline.processNextToken;
	let ids = [];
	pipeline.processNextToken = function (id, ...rest) {
		ids.push(id);
		return process.call(this, id, ...rest);
	};
	const answers = [];
	for (const { messages } of cases) {
		ids = [];
		// Going on from what it has in its cache would leave out the ended turn's last token.
		await engine.resetChat();
		const request = { messages, temperature: 0, max_tokens: 32 };
		const { usage } = await engine.chat.completions.create(request);
		answers.push({ promptTokens: usage.prompt_tokens, ids });
	}
	return answers;
}
