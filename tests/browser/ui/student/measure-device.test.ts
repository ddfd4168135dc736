/** The section of the Student page that measures this device. */
import { afterEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import type { MeasurableEngine } from '../../../../src/app/measure-device.ts';
import {
	benchmarksFromJson,
	benchmarksToJson,
} from '../../../../src/core/device-benchmark/files.ts';
import { AppError } from '../../../../src/core/error.ts';
import Students from '../../../../src/ui/pages/student/Students.svelte';
import { give } from '../../../../src/ui/world.ts';
import { FakeStudentEngine } from '../../../fakes/fake-student.ts';
import { StudentWorld } from '../../../fakes/student-world.ts';
import { violations } from '../shell/axe.ts';

const student = () => new FakeStudentEngine(new Map());
const WASM: MeasurableEngine = {
	...{ id: 'transformers-wasm', device: 'wasm', batches: [1, 8] },
	open: student,
};
const WEBGPU: MeasurableEngine = {
	...{ id: 'transformers-webgpu', device: 'webgpu', batches: [1] },
	open: () =>
		Object.assign(student(), {
			load: () => Promise.reject(new AppError('student/device-lost', 'The GPU is gone.')),
		}),
};

const screens: { unmount(): unknown }[] = [];
afterEach(async () => {
	vi.restoreAllMocks();
	for (const screen of screens.splice(0)) await screen.unmount();
});

async function open(engines: readonly MeasurableEngine[], settings: Record<string, string> = {}) {
	await page.viewport(1280, 900);
	const world = new StudentWorld();
	world.measurable = engines;
	for (const [name, value] of Object.entries(settings)) world.settings.set(name, value);
	give(world.asWorld());
	screens.push(await render(Students, { student: null, run: null, onchoose: () => undefined }));
	await expect.element(section()).toBeVisible();
	return world;
}
const section = () => page.getByRole('region', { name: 'Measure this device' });
const button = (name: string | RegExp) => section().getByRole('button', { name });
const table = () => section().getByRole('table');
const keptIn = (world: StudentWorld) =>
	benchmarksFromJson(world.settings.get('device-benchmarks') ?? '{}');

test('measures each engine and batch, shows what it found, and keeps it with date and device', async () => {
	const world = await open([WASM, WEBGPU]);
	await expect.element(section()).toHaveTextContent('Nothing is measured here yet.');
	await button('Measure 3 cases').click();
	await expect.element(section().getByText('Practice student, ')).toBeVisible();
	const rows = table().getByRole('row');
	await expect
		.element(rows.nth(1))
		.toHaveTextContent(/transformers\.js on WebAssembly\s*one by one/);
	await expect.element(rows.nth(1)).toHaveTextContent(/unknown$/);
	await expect.element(rows.nth(2)).toHaveTextContent('8 at once');
	await expect.element(rows.nth(3)).toHaveTextContent('The GPU is gone. student/device-lost');
	await expect
		.element(section().getByText('Intel Iris Xe; WebAssembly may use 4 threads'))
		.toBeVisible();
	expect(keptIn(world)).toMatchObject([
		{
			...{ student: { name: 'Practice student' }, isWhole: true },
			device: { gpu: 'Intel Iris Xe', wasmThreads: 4, browser: navigator.userAgent },
			rows: [{ batch: 1 }, { batch: 8 }, { kind: 'failed' }],
		},
	]);
	expect(await violations()).toEqual([]);
});

test('keeps what another tab has measured meanwhile', async () => {
	const world = await open([WASM]);
	await expect.element(section()).toHaveTextContent('Nothing is measured here yet.');
	await button('Measure 2 cases').click();
	await expect.element(button('Export JSON')).toBeVisible();
	const [ours] = keptIn(world);
	if (ours === undefined) throw new Error('expected a measurement');
	const theirs = { ...ours, at: ours.at - 1, student: { ...ours.student, name: 'theirs' } };
	world.settings.set('device-benchmarks', benchmarksToJson([ours, theirs]));
	await button('Measure 2 cases').click();
	await expect.element(section().getByText('theirs, ')).toBeVisible();
	expect(keptIn(world).map(({ student: { name } }) => name)).toEqual([
		...['Practice student', 'Practice student', 'theirs'],
	]);
});

test('frees the student of the chat first, which comes back with the next question', async () => {
	const world = await open([WASM]);
	await expect.poll(() => world.engine.told).toEqual(['load shipped practice-student']);
	await button('Measure 2 cases').click();
	await expect.element(button('Export JSON')).toBeVisible();
	expect(world.engine.told).toEqual(['load shipped practice-student', 'close']);
	await page.getByRole('textbox', { name: 'Instruction' }).fill('anything');
	await userEvent.keyboard('{Enter}');
	await expect.element(page.getByRole('log')).toHaveTextContent('half plum');
	expect(world.engine.told.filter((told) => told.startsWith('load'))).toHaveLength(2);
});

test('an engine is left out by the keyboard, and with none there is nothing to measure', async () => {
	await open([WASM, WEBGPU]);
	const gpu = section().getByRole('checkbox', { name: 'transformers.js on WebGPU' });
	await expect.element(gpu).toBeChecked();
	gpu.element().focus();
	await userEvent.keyboard(' ');
	await expect.element(button('Measure 2 cases')).toBeEnabled();
	await userEvent.keyboard('{Shift>}{Tab}{/Shift} ');
	await expect.element(button('Choose an engine to measure')).toBeDisabled();
});

test('says what it is at, and cancelled keeps what is measured', async () => {
	let wait: Promise<void> | undefined;
	let go = () => undefined as unknown;
	const halting: MeasurableEngine = {
		...WASM,
		open: () => {
			const engine = student();
			const load = engine.load.bind(engine);
			return Object.assign(engine, {
				load: async (...order: Parameters<typeof load>) => {
					await wait;
					// The second case waits.
					wait = new Promise((resolve) => (go = resolve));
					return load(...order);
				},
			});
		},
	};
	const world = await open([halting]);
	await button('Measure 2 cases').click();
	const status = section().getByRole('status');
	await expect
		.element(status)
		.toHaveTextContent('2 of 2: transformers.js on WebAssembly, 8 at once: loading the student');
	await expect.element(section().getByRole('progressbar')).toHaveAttribute('aria-valuenow', '50');
	await expect
		.element(section().getByRole('table', { name: '' }).getByText('one by one'))
		.toBeVisible();
	await button(/^Cancel/).click();
	go();
	await expect.element(section().getByText('cancelled before its end')).toBeVisible();
	expect(keptIn(world)).toMatchObject([{ isWhole: false, rows: [{ batch: 1 }] }]);
	await expect.element(button('Measure 2 cases')).toBeEnabled();
});

test('what was kept is there again, goes out as files, and is forgotten on request', async () => {
	const first = await open([WASM]);
	await button('Measure 2 cases').click();
	await expect.element(button('Export JSON')).toBeVisible();
	const text = first.settings.get('device-benchmarks') ?? '';
	await screens.pop()?.unmount();

	const world = await open([WASM], { 'device-benchmarks': text });
	const saved = vi.spyOn(URL, 'createObjectURL');
	const clicked = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue();
	await button('Export JSON').click();
	await button('Export CSV').click();
	expect(clicked.mock.contexts.map((link) => (link as HTMLAnchorElement).download)).toEqual([
		expect.stringMatching(/^device-practice-student-\d{4}-\d\d-\d\d\.json$/),
		expect.stringMatching(/^device-practice-student-\d{4}-\d\d-\d\d\.csv$/),
	]);
	const [json, csv] = await Promise.all(saved.mock.calls.map(([blob]) => (blob as Blob).text()));
	expect(benchmarksFromJson(json ?? '')).toEqual(keptIn(first));
	// A head, two cases, the end.
	expect(csv?.split('\r\n')).toHaveLength(4);
	await button('Forget it').click();
	await expect.element(section()).toHaveTextContent('Nothing is measured here yet.');
	expect(keptIn(world)).toEqual([]);
});

test('what was kept and can’t be read is said, and the next measurement takes its place', async () => {
	const world = await open([WASM], { 'device-benchmarks': 'half a li' });
	await expect.element(section().getByRole('alert')).toHaveTextContent('can’t be read');
	await button('Measure 2 cases').click();
	await expect.element(button('Export JSON')).toBeVisible();
	expect(keptIn(world)).toHaveLength(1);
});

test('without WebGPU that engine can’t be chosen, and says why', async () => {
	const world = new StudentWorld();
	world.measurable = [WASM, WEBGPU];
	world.device = { ...world.device, webgpu: null };
	await page.viewport(390, 800);
	give(world.asWorld());
	screens.push(await render(Students, { student: null, run: null, onchoose: () => undefined }));
	const gpu = section().getByRole('checkbox', { name: /WebGPU/ });
	await expect.element(gpu).toBeDisabled();
	await expect.element(section().getByText('this browser has no WebGPU')).toBeVisible();
	await expect.element(button('Measure 2 cases')).toBeEnabled();
	expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
});
