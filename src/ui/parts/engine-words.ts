/** What a student runs on, in words: whose code, and on which processor; or where else it answers. */
import { withShownControls } from './shown-controls.ts';

const DEVICES: Readonly<Record<string, string>> = { webgpu: 'WebGPU', wasm: 'WASM' };

type Engine = {
	readonly engine?: string;
	readonly device: string;
	readonly origin?: string;
};

/** "web-llm on WebGPU", "at http://127.0.0.1:4748, not on this device"; rows of earlier versions name no engine. */
export function engineWords({ engine, device, origin }: Engine): string {
	if (device === 'remote') return `${atWords(origin)}, not on this device`;
	return `${engine ?? 'transformers.js'} on ${DEVICES[device] ?? device}`;
}

/** "runs on web-llm on WebGPU", "answers at http://127.0.0.1:4748, not on this device". */
export function runsWords(engine: Engine): string {
	return `${engine.device === 'remote' ? 'answers' : 'runs on'} ${engineWords(engine)}`;
}

function atWords(origin: string | undefined): string {
	return origin === undefined ? 'at an endpoint' : `at ${withShownControls(origin)}`;
}
