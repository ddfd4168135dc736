import { expect, test, vi } from 'vitest';
import { BrowserAlerts } from '../../../src/adapters/system/alerts.ts';
import { BrowserDeviceCheck } from '../../../src/adapters/system/device-check.ts';
import { digest } from '../../../src/adapters/system/digest.ts';
import { newId } from '../../../src/adapters/system/new-id.ts';
import { BroadcastRunFeed } from '../../../src/adapters/system/run-feed.ts';
import { sleep } from '../../../src/adapters/system/sleep.ts';
import type { RunId } from '../../../src/core/id.ts';
import type { RunEvent } from '../../../src/core/progress.ts';

test('a digest is the sha-256 of the text’s UTF-8 (FIPS 180-2, B.1; Python’s hashlib)', async () => {
	expect(await digest('abc')).toBe(
		'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
	);
	expect(await digest('學')).toBe(
		'7ddb9f1b15bbca07c02d98ab53ab8549c65f9f8adb5ffa74e41c6b467a24a7cb',
	);
});

test('ids are of letters and digits and never the same', () => {
	const ids = Array.from({ length: 10_000 }, newId);
	expect(new Set(ids).size).toBe(10_000);
	expect(ids.every((id) => /^[0-9a-z]{16}$/.test(id))).toBe(true);
});

test('a sleep ends with its time, or with its abort and the abort’s reason', async () => {
	const stop = new AbortController();
	await sleep(1, stop.signal);
	const long = sleep(3_600_000, stop.signal);
	stop.abort(new Error('enough'));
	await expect(long).rejects.toThrow('enough');
	await expect(sleep(1, stop.signal)).rejects.toThrow('enough');
});

test('the lines of a run are heard by all who listen to it, and by nobody else', async () => {
	const [speaker, listener] = [new BroadcastRunFeed(), new BroadcastRunFeed()];
	const [run, other] = ['run1' as RunId, 'run2' as RunId];
	const heard = new Map<string, RunEvent[]>([
		['own', []],
		['other tab', []],
		['other run', []],
		['left', []],
	]);
	const hear = (who: string) => (event: RunEvent) => heard.get(who)?.push(event);
	speaker.listen(run, hear('own'));
	listener.listen(run, hear('other tab'));
	listener.listen(other, hear('other run'));
	listener.listen(run, hear('left'))();
	const lines = [0, 1, 2].map((step): RunEvent => ({
		kind: 'trained',
		step,
		totalSteps: 3,
		loss: 1 / (step + 1),
	}));
	for (const line of lines) speaker.say(run, line);
	await vi.waitFor(() => {
		expect(heard.get('other tab')).toEqual(lines);
	});
	expect(heard.get('own')).toEqual(lines);
	expect(heard.get('other run')).toEqual([]);
	expect(heard.get('left')).toEqual([]);
});

test('the device check tells GPU, threads and storage as the browser does', async () => {
	const facts = await new BrowserDeviceCheck().look();
	expect(facts.isolated).toBe(crossOriginIsolated);
	expect(facts.wasmThreads).toBe(
		crossOriginIsolated ? Math.min(4, navigator.hardwareConcurrency) : 1,
	);
	expect(facts.storage?.quotaBytes).toBeGreaterThan(0);
	// This Chromium runs with SwiftShader, or without any WebGPU.
	expect(facts.webgpu?.real ?? false).toBe(false);
	const adapter = await navigator.gpu.requestAdapter();
	expect(facts.webgpu?.features).toEqual(
		adapter === null ? undefined : [...adapter.features].sort(),
	);
	expect(facts.simd).toBe(true);
	expect(facts.cores).toBe(navigator.hardwareConcurrency);
	expect(facts.server).toBeNull();
});

test('the battery is told where the browser tells it, and is unknown where it doesn’t or may not', async () => {
	const getBattery = (answer: (() => Promise<object>) | undefined) => {
		Object.defineProperty(navigator, 'getBattery', { configurable: true, value: answer });
		return new BrowserDeviceCheck().look();
	};
	const on = { charging: false, level: 0.5 };
	expect((await getBattery(() => Promise.resolve(on))).battery).toEqual({
		...{ isCharging: false, level: 0.5 },
	});
	expect((await getBattery(undefined)).battery).toBeNull();
	const refused = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
	expect((await getBattery(refused)).battery).toBeNull();
	Reflect.deleteProperty(navigator, 'getBattery');
});

test('a browser that won’t keep the screen awake is no failure', async () => {
	const alerts = new BrowserAlerts();
	const request = vi.spyOn(navigator.wakeLock, 'request');
	request.mockRejectedValueOnce(new DOMException('low battery', 'NotAllowedError'));
	await alerts.keepAwake(true);
	await alerts.keepAwake(false);
	expect(request).toHaveBeenCalledTimes(1);
	request.mockRejectedValueOnce(new TypeError('a bug'));
	await expect(alerts.keepAwake(true)).rejects.toThrow('a bug');
	request.mockRestore();
});
