/** Folders that are no model, picked and dropped on the Student page of the built app: each is named, and the page goes on working. */
import {
	cpSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { ROOT, Stack } from './stack.ts';

const STUDENT = join(ROOT, 'models/practice-student');
const folder = mkdtempSync(join(tmpdir(), 'retort-bad-'));
let stack: Stack;
test.beforeAll(async () => {
	stack = await Stack.start({ trainer: false });
});
test.afterAll(async () => {
	await stack.stop();
	rmSync(folder, { recursive: true, force: true });
});

/** The shipped student's folder for transformers.js, damaged. */
function damaged(name: string, damage: (path: string) => void): string {
	const copy = join(folder, name);
	for (const part of [
		'config.json',
		'generation_config.json',
		'tokenizer.json',
		'tokenizer_config.json',
		'onnx',
	])
		cpSync(join(STUDENT, part), join(copy, part), { recursive: true });
	damage(copy);
	return copy;
}

/** As web-llm publishes a model: for a GPU alone. */
function published(name: string): string {
	const copy = join(folder, name);
	mkdirSync(copy);
	for (const path of ['tokenizer.json', 'tokenizer_config.json'])
		cpSync(join(STUDENT, path), join(copy, path));
	cpSync(join(STUDENT, 'mlc'), copy, { recursive: true });
	const library = 'llama-v3020-h128-f384-l4-q4-k2-d32-c512-tied-q0f32.wasm';
	cpSync(join(ROOT, 'models/libraries', library), join(copy, 'library.wasm'));
	return copy;
}

async function drop(page: Page, path: string): Promise<void> {
	const devtools = await page.context().newCDPSession(page);
	const data = { items: [], files: [path], dragOperationsMask: 1 };
	const place = { x: 640, y: 300 };
	for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
		await devtools.send('Input.dispatchDragEvent', { type, ...place, data });
	await devtools.detach();
}

async function answers(page: Page): Promise<void> {
	await page
		.getByRole('textbox', { name: 'Instruction' })
		.fill('Which is heavier, 900 g or 1.1 kg?');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('log')).toContainText(/tokens?, first after/, { timeout: 60_000 });
}

test('folders with files missing, another’s tokenizer or a cut graph are named, dropped ones too; the student that was there answers on', async () => {
	test.setTimeout(300_000);
	const { page, context } = await stack.browse();
	await page.goto(`${stack.origin}/student`);
	await page.getByText('on this machine alone').waitFor({ timeout: 120_000 });
	const picked = page.getByLabel('Folder of a model');
	const alert = page.getByRole('alert');

	await picked.setInputFiles(
		damaged('no-tokenizer', (path) => {
			rmSync(join(path, 'tokenizer.json'));
		}),
	);
	await expect(alert).toContainText('expected tokenizer.json');
	const small = damaged('small', (path) => {
		const config = readFileSync(join(path, 'config.json'), 'utf8');
		writeFileSync(
			join(path, 'config.json'),
			config.replace('"vocab_size": 3020', '"vocab_size": 2000'),
		);
	});
	await picked.setInputFiles(small);
	await expect(alert).toContainText('it is the tokenizer of another model');
	await answers(page);

	await drop(
		page,
		damaged('cut', (path) => {
			truncateSync(join(path, 'onnx/model.onnx'), 2_000_000);
		}),
	);
	await expect(alert).toContainText('cut was not opened');
	await expect(alert).toContainText('Nothing of it is kept here');
	await drop(
		page,
		damaged('whole', () => undefined),
	);
	await expect(page.getByText('whole runs in this tab')).toBeVisible({ timeout: 120_000 });
	await answers(page);
	expect(stack.faults).toEqual([]);
	await context.close();
});

test('a damaged model for web-llm is named; a whole one says without a GPU that it needs WebGPU, and another student answers after it', async () => {
	test.setTimeout(300_000);
	const { page, context } = await stack.browse();
	await page.goto(`${stack.origin}/student`);
	const picked = page.getByLabel('Folder of a model');
	const broken = published('damaged');
	const shard = join(broken, 'params_shard_0.bin');
	const bytes = readFileSync(shard);
	writeFileSync(shard, bytes.fill(0, 2_000_000, 2_001_000));
	await picked.setInputFiles(broken);
	await expect(page.getByRole('alert')).toContainText('params_shard_0.bin: expected md5');
	await picked.setInputFiles(published('published'));
	await expect(page.getByRole('alert')).toContainText('student/needs-webgpu', { timeout: 120_000 });
	await expect(page.getByRole('alert')).toContainText('needs WebGPU on a graphics processor');
	await page.getByRole('button', { name: 'Use Practice student', exact: true }).click();
	await page.getByText('Practice student runs in this tab').waitFor({ timeout: 120_000 });
	await answers(page);
	expect(stack.faults).toEqual([]);
	await context.close();
});
