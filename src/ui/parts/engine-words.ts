/** What a student runs on, in words: whose code, and on which processor. */

const DEVICES: Readonly<Record<string, string>> = { webgpu: 'WebGPU', wasm: 'WASM' };

/** "web-llm on WebGPU"; rows of earlier versions name no engine. */
export function engineWords({
	engine,
	device,
}: {
	readonly engine?: string;
	readonly device: string;
}): string {
	return `${engine ?? 'transformers.js'} on ${DEVICES[device] ?? device}`;
}
