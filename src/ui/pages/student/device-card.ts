/** What matters of this device for students, in words: each with what was found and what it means. */
import type {
	BatteryFacts,
	DeviceFacts,
	GpuFacts,
	StorageFacts,
} from '../../../app/world-ports.ts';
import { bytes, count, percent, plural, UNKNOWN } from '../../parts/format.ts';
import { shownName } from '../../parts/shown-controls.ts';

export type CardLine = {
	readonly subject: string;
	readonly found: string;
	/** '' where it says itself. */
	readonly means: string;
};

/** Browsers say no more than this of larger memories. */
const MOST_TOLD_BYTES = 8 * 2 ** 30;
/** Below it systems begin to save power, and browsers to slow pages down. */
const LOW_BATTERY = 0.2;

export function cardLines(facts: DeviceFacts): readonly CardLine[] {
	return [
		...gpuLines(facts.webgpu),
		wasmLine(facts),
		memoryLine(facts.memoryBytes),
		storageLine(facts.storage),
		batteryLine(facts.battery),
	];
}

const UNTOLD = 'this browser doesn’t tell';

function wasmLine({ wasmThreads, isolated, simd, cores }: DeviceFacts): CardLine {
	const found = [
		`${plural(wasmThreads, 'thread')} of ${plural(cores, 'core')}`,
		simd ? 'SIMD' : 'no SIMD',
		isolated ? 'cross-origin isolated' : 'not cross-origin isolated',
	].join(', ');
	const troubles = [
		...(simd ? [] : ['students can’t run on the processor without SIMD']),
		...(isolated ? [] : ['one thread alone: this server doesn’t send the headers for more']),
	];
	return { subject: 'WebAssembly', found, means: troubles.join('; ') };
}

function memoryLine(memoryBytes: number | null): CardLine {
	const subject = 'Memory';
	if (memoryBytes === null) return { subject, found: UNKNOWN, means: UNTOLD };
	const more = memoryBytes >= MOST_TOLD_BYTES ? ' or more' : '';
	return { subject, found: `${bytes(memoryBytes)}${more}`, means: 'rounded by the browser' };
}

function storageLine(storage: StorageFacts | null): CardLine {
	const subject = 'Storage';
	if (storage === null) return { subject, found: UNKNOWN, means: UNTOLD };
	const { usedBytes, quotaBytes, persisted } = storage;
	return {
		subject,
		found: `${bytes(usedBytes)} of ${bytes(quotaBytes)} used`,
		means: persisted ? 'kept when the disk fills' : 'may be cleared when the disk fills',
	};
}

function gpuLines(webgpu: GpuFacts | null): readonly CardLine[] {
	if (webgpu === null)
		return [
			{ subject: 'WebGPU', found: 'not in this browser', means: 'students run on WebAssembly' },
		];
	const { vendor, architecture, description, real, features, limits } = webgpu;
	const names = [vendor, architecture, description].filter((name) => name !== '');
	return [
		{
			subject: 'WebGPU adapter',
			found: names.length === 0 ? 'unnamed' : names.map(shownName).join(', '),
			means: real ? '' : 'no graphics processor: students run on WebAssembly',
		},
		{
			subject: 'WebGPU features',
			found: features.length === 0 ? 'none' : features.map(shownName).join(', '),
			means: limits.shaderF16
				? 'shader-f16: students may compute in 16 bits'
				: 'no shader-f16: students compute in 32 bits',
		},
		{
			subject: 'WebGPU limits',
			found: [
				`a buffer ${bytes(limits.maxBufferSize)}`,
				`a binding ${bytes(limits.maxStorageBufferBindingSize)}`,
				`${count(limits.maxStorageBuffersPerShaderStage)} storage buffers a stage`,
				`${bytes(limits.maxComputeWorkgroupStorageSize)} shared and ${count(limits.maxComputeInvocationsPerWorkgroup)} threads a workgroup`,
			].join(', '),
			means: 'one weight must fit a binding',
		},
	];
}

function batteryLine(battery: BatteryFacts | null): CardLine {
	const subject = 'Battery';
	if (battery === null)
		return {
			subject,
			found: UNKNOWN,
			means: 'this browser doesn’t tell; on battery, long runs are slower and may be put to sleep',
		};
	const { isCharging, level } = battery;
	const found = `${percent(level * 100, 0)}, ${isCharging ? 'plugged in' : 'on battery'}`;
	if (isCharging) return { subject, found, means: '' };
	return {
		subject,
		found,
		means:
			level < LOW_BATTERY
				? 'low: a battery saver slows pages down, plug in before a run or a measurement'
				: 'a battery saver may slow pages down: turn it off, or plug in, for a long run',
	};
}

/** A line each, for a bug report. */
export function cardText(facts: DeviceFacts, browser: string): string {
	const lines = cardLines(facts).map(
		({ subject, found, means }) => `${subject}: ${found}${means === '' ? '' : ` (${means})`}`,
	);
	return [...lines, `Browser: ${browser}`].join('\n');
}

/** Without the server, which is no part of the device. */
export function cardJson(facts: DeviceFacts, browser: string): string {
	return JSON.stringify({ ...facts, server: undefined, browser }, null, '\t');
}
