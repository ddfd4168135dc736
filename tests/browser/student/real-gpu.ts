/** Makes the GPU of this page or worker pass for hardware, so that what the page leaves to a real one runs on SwiftShader. */
Object.defineProperty(GPUAdapter.prototype, 'info', {
	get: () => ({
		...{ vendor: 'tests', architecture: '', device: '', description: '' },
		isFallbackAdapter: false,
	}),
});

export {};
