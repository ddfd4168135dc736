import { expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../../src/ui/base.css';
import { StreamedFiles } from '../../../../src/adapters/files/record-files.ts';
import { previewImport, refusedRows } from '../../../../src/app/import-preview.ts';
import type { Imports } from '../../../../src/app/import-ports.ts';
import FileDrop from '../../../../src/ui/pages/start/FileDrop.svelte';
import { ImportDraft } from '../../../../src/ui/state/import-draft.svelte.ts';
import { give } from '../../../../src/ui/world.ts';
import { alpacaLines } from '../../../fakes/import-world.ts';
import { ShellWorld } from '../../../fakes/shell-world.ts';
import { violations } from '../shell/axe.ts';

async function open(change: Partial<Imports> = {}) {
	const files = new StreamedFiles();
	const world = new ShellWorld().asWorld();
	const imports: Imports = {
		...world.imports,
		preview: (order, watching) => previewImport(files, order, watching),
		refusedRows: (order, watching) => refusedRows(files, order, watching),
		...change,
	};
	give({ ...world, imports });
	const draft = new ImportDraft(() => 1);
	await page.viewport(1280, 900);
	await render(FileDrop, { draft });
	return draft;
}

const choose = (text: string, name: string) =>
	userEvent.upload(page.getByLabelText('File of instructions'), new File([text], name));

test('columns that no name tells are mapped by hand, one after the other', async () => {
	const draft = await open();
	const rows = Array.from({ length: 12 }, (_, at) => `Was ist ${at}?,Das ist ${at}`);
	await choose(['Frage,Lösung', ...rows].join('\n'), 'fragen.csv');
	await expect.element(page.getByText('12 rows: 0 usable')).toBeVisible();
	await page.getByLabelText('Instruction', { exact: true }).selectOptions('Frage');
	await expect.element(page.getByText('12 rows: 12 usable')).toBeVisible();
	await page.getByLabelText('Answer', { exact: true }).selectOptions('Lösung');
	await expect.element(page.getByText('12 came with an answer')).toBeVisible();
	await expect.element(page.getByText('Das ist 4')).toBeVisible();
	expect(draft.order?.source.reading).toMatchObject({
		mapping: { instruction: 'Frage', output: 'Lösung' },
	});
	expect(await violations()).toEqual([]);
});

test('text is pasted in place of a file; a share is held out', async () => {
	const draft = await open();
	await page.getByText('Paste text instead').click();
	await page.getByLabelText('Instructions as text').fill(alpacaLines(40).join('\n'));
	await page.getByText('Use this text').click();
	await expect.element(page.getByText('of which 10 are held out')).toBeVisible();
	await page.getByText(/^Held out/).click();
	await page.getByText('A share').click();
	await expect.element(page.getByText('of which 4 are held out')).toBeVisible();
	expect(draft.order?.heldOut).toEqual({ kind: 'share', share: 0.1 });
});

test('refused rows are counted by reason, listed, and saved whole', async () => {
	await open();
	const saved = vi.spyOn(URL, 'createObjectURL');
	await choose([...alpacaLines(20), 'nonsense', '{"output":"x"}'].join('\n'), 'own.jsonl');
	await page.getByText('2 rows can’t be used').click();
	await expect.element(page.getByText('1 × no instruction')).toBeVisible();
	await expect.element(page.getByText(/^row 21: not JSON/)).toBeVisible();
	await page.getByText('Save all as CSV').click();
	await vi.waitFor(() => {
		expect(saved).toHaveBeenCalled();
	});
	const text = await (saved.mock.calls[0]?.[0] as Blob).text();
	expect(text.split('\r\n')).toHaveLength(4);
	saved.mockRestore();
});

test('a file of another kind is named, with what to do', async () => {
	await open();
	await choose('<!doctype html><html></html>', 'rows.jsonl');
	await expect.element(page.getByText(/This is a web page, not a file/)).toBeVisible();
});

test('reading a large file says how far it is and is cancelled', async () => {
	let signal: AbortSignal | undefined;
	const draft = await open({
		preview: (_, watching) => {
			({ signal } = watching);
			watching.onProgress({ step: 'read', done: 5e6, total: 2e7 });
			return new Promise(() => undefined);
		},
	});
	await choose('{}', 'large.jsonl');
	await expect.element(page.getByText('Reading: 5.0 MB of 20 MB')).toBeVisible();
	await page.getByText('Cancel').click();
	expect(signal?.aborted).toBe(true);
	await expect.element(page.getByText('or drop it anywhere on this page')).toBeVisible();
	expect(draft.order).toBeNull();
});

test('of few rows a quarter is held out, and the form says so with the numbers, until fewer are', async () => {
	await open();
	await choose(alpacaLines(40).join('\n'), 'few.jsonl');
	const told = page.getByText(/^Of 400 rows or fewer a quarter is held out/);
	await expect.element(told).toHaveTextContent('10 of these 40, 30 are left to train on.');
	await expect
		.element(page.getByText('Held out: a quarter of so few rows, drawn by the recipe’s seed'))
		.toBeVisible();
	await page.getByText(/^Held out:/).click();
	await page.getByText('A share').click();
	await expect.element(page.getByText('of which 4 are held out')).toBeVisible();
	expect(told.query()).toBeNull();
});

test('of more rows it says what is usual, and no more', async () => {
	await open();
	await choose(alpacaLines(440).join('\n'), 'more.jsonl');
	await expect
		.element(page.getByText('Held out: 5 %, 100 to 500, drawn by the recipe’s seed'))
		.toBeVisible();
	await expect.element(page.getByText('of which 100 are held out')).toBeVisible();
	expect(page.getByText(/a quarter is held out/).query()).toBeNull();
});
