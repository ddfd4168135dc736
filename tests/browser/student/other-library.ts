/** web-llm's worker on a server whose libraries were made for another version of it. */
import '../../../workers/web-llm/worker.ts';

const fetchAnything = self.fetch.bind(self);
self.fetch = async (input, init) => {
	const response = await fetchAnything(input, init);
	const url = input instanceof Request ? input.url : input.toString();
	if (!url.endsWith('/models/libraries/libraries.json')) return response;
	const list = await response.text();
	return new Response(list.replaceAll(/"webllm": "[\d.]+"/g, '"webllm": "0.2.79"'));
};
