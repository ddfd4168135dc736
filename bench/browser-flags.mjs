/** How the benches that count memory start Chromium. */
export const BENCH_FLAGS = [
	'--no-sandbox',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	// Memory is counted at once, not at the browser's next leisure.
	'--enable-blink-features=ForceEagerMeasureMemory',
];

/** WebGPU without a GPU: a program on the CPU. */
export const SOFTWARE_GPU = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];
