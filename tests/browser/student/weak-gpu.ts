/**
 * Makes the GPU of this worker one without features, with the limits that the worker's name says, `{"maxBufferSize":1}`;
 * `null`: the browser gives none.
 */
const told = JSON.parse(self.name) as Readonly<Record<string, number>> | null;
if (told === null) GPU.prototype.requestAdapter = () => Promise.resolve(null);
const own = Object.getOwnPropertyDescriptor(GPUAdapter.prototype, 'limits');
Object.defineProperties(GPUAdapter.prototype, {
	features: { get: () => new Set() },
	limits: {
		get(this: GPUAdapter) {
			return new Proxy(own?.get?.call(this) as GPUSupportedLimits, {
				get: (limits, name) =>
					told?.[String(name)] ?? (Reflect.get(limits, name, limits) as unknown),
			});
		},
	},
});

export {};
