/** Takes the network away from this worker, but for ONNX Runtime's own program. */
const fetchAnything = self.fetch.bind(self);
self.fetch = (input, init) => {
	const url = input instanceof Request ? input.url : input.toString();
	if (url.includes('ort-wasm')) return fetchAnything(input, init);
	return Promise.reject(new TypeError(`no network here, asked for ${url}`));
};

export {};
