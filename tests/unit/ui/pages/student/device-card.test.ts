import { expect, test } from 'vitest';
import { cardJson, cardLines, cardText } from '../../../../../src/ui/pages/student/device-card.ts';
import { DEVICE } from '../../../../fakes/shell-world.ts';

const lineOf = (subject: string, facts = DEVICE) =>
	cardLines(facts).find((line) => line.subject === subject);

test('a device with a graphics processor tells adapter, features and limits', () => {
	expect(lineOf('WebGPU adapter')?.found).toBe('intel, gen-12lp, Intel Iris Xe');
	expect(lineOf('WebGPU features')).toMatchObject({
		found: 'shader-f16, timestamp-query',
		means: 'shader-f16: students may compute in 16 bits',
	});
	expect(lineOf('WebGPU limits')?.found).toMatch(/a buffer 2.0.GB, a binding 1.0.GB, 10 storage/);
	expect(lineOf('WebAssembly')?.found).toBe('4 threads of 8 cores, SIMD, cross-origin isolated');
	expect(lineOf('Memory')?.found).toMatch(/^8\.6.GB or more$/);
});

test('a battery that runs down says what to do; one that is charged needs nothing', () => {
	const on = (level: number, isCharging: boolean) =>
		lineOf('Battery', { ...DEVICE, battery: { level, isCharging } });
	expect(on(0.34, false)?.means).toMatch(/turn it off, or plug in/);
	expect(on(0.1, false)?.means).toMatch(/plug in before a run/);
	expect(on(0.1, true)).toMatchObject({ means: '' });
});

test('what a browser doesn’t tell is said to be unknown', () => {
	const silent = { ...DEVICE, webgpu: null, memoryBytes: null, storage: null, battery: null };
	expect(cardLines(silent).map(({ subject, found }) => [subject, found])).toEqual([
		['WebGPU', 'not in this browser'],
		['WebAssembly', '4 threads of 8 cores, SIMD, cross-origin isolated'],
		['Memory', 'unknown'],
		['Storage', 'unknown'],
		['Battery', 'unknown'],
	]);
});

test('as text it has a line each, as JSON all facts but the server', () => {
	const text = cardText(DEVICE, 'Some browser');
	expect(text.split('\n')).toHaveLength(cardLines(DEVICE).length + 1);
	const { server, ...facts } = DEVICE;
	expect(server).not.toBeNull();
	expect(JSON.parse(cardJson(DEVICE, 'Some browser'))).toEqual({
		...facts,
		browser: 'Some browser',
	});
});
