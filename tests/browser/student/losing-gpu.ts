/** Makes the GPU of this worker one that is lost when told so. */
// eslint-disable-next-line @typescript-eslint/unbound-method -- called with its adapter below
const request = GPUAdapter.prototype.requestDevice;
GPUAdapter.prototype.requestDevice = async function (this: GPUAdapter, descriptor) {
	const device = await request.call(this, descriptor);
	self.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
		if (data === 'lose the device') device.destroy();
	});
	return device;
};

export {};
