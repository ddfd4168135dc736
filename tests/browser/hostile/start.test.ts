import { afterEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { StreamedFiles } from '../../../src/adapters/files/record-files.ts';
import { refusedRows } from '../../../src/app/import-preview.ts';
import type { ImportPreview } from '../../../src/app/import-ports.ts';
import StartPage from '../../../src/ui/pages/start/StartPage.svelte';
import FileDrop from '../../../src/ui/pages/start/FileDrop.svelte';
import { ImportDraft } from '../../../src/ui/state/import-draft.svelte.ts';
import { give } from '../../../src/ui/world.ts';
import { ACME } from '../../fakes/memory-teachers.ts';
import { LINK, ShellWorld } from '../../fakes/shell-world.ts';
import { HOSTILE, ONE_OF_EACH } from '../../fixtures/hostile/corpus.ts';
import { formulas } from '../../fixtures/hostile/programs.ts';
import { expectInert, inParts, startOver } from './hostile-page.ts';

const PARTS = inParts(HOSTILE, 120).map((texts, part) => ({
	part,
	texts: texts.map(({ text }) => text),
}));
afterEach(startOver);

/** A file whose rows, fields, names and refusals are all of these texts. */
const previewOf = (texts: readonly string[]): ImportPreview => ({
	reading: {
		layout: { kind: 'lines' },
		format: 'alpaca',
		mapping: { instruction: texts[0] ?? '', input: null, output: texts[1] ?? '', skill: null },
		system: 'left-out',
	},
	names: texts,
	sample: [],
	report: {
		fileName: texts[0] ?? '',
		heldOutFile: texts[1] ?? '',
		rows: 10,
		accepted: 0,
		heldOut: 0,
		setAside: 0,
		duplicates: 0,
		refused: texts.map((text, row) => ({ row, reason: text, file: text })),
		refusedByReason: Object.fromEntries(texts.map((text) => [text, 1])),
	},
	first: texts.map((text, row) => ({
		row,
		instruction: text,
		input: text,
		output: text,
		skill: text,
	})),
	answered: 3,
	unnamed: 0,
	taskChars: 80,
	answerChars: 200,
});

describe('on the start form, nothing of it does harm', () => {
	test.each(PARTS)(
		'in first rows, refused rows, their reasons, fields and names of files, part $part',
		async ({ texts }) => {
			await page.viewport(1280, 900);
			const world = new ShellWorld().asWorld();
			give({
				...world,
				imports: { ...world.imports, preview: () => Promise.resolve(previewOf(texts)) },
			});
			await render(FileDrop, { draft: new ImportDraft(() => 1) });
			const name = (texts[0] ?? '').replaceAll('/', '');
			await userEvent.upload(page.getByLabelText('File of instructions'), new File(['{}'], name));
			await page.getByText(/rows? can’t be used$/).click();
			await expect
				.poll(() => document.querySelectorAll('.first tbody tr').length)
				.toBe(texts.length);
			await expectInert('tr, details li');
		},
	);

	test('as bases, what is wrong with them, and as a saved teacher', async () => {
		for (const texts of inParts(ONE_OF_EACH, 12)) {
			await page.viewport(1280, 900);
			const world = new ShellWorld();
			world.link = LINK;
			const bases = texts.map((text) => ({
				id: text,
				name: text,
				params: 1e6,
				contextTokens: 512,
				licence: text,
				ready: false,
				problem: text,
				runs: 0,
			}));
			world.trainerFacts = { ...world.trainerFacts, bases };
			world.teachers.all.set(
				texts.map((text, index) => ({
					...ACME,
					id: `t${String(index)}` as typeof ACME.id,
					name: text,
					model: text,
				})),
			);
			give(world.asWorld());
			await render(StartPage);
			await expect
				.poll(() => document.querySelectorAll('input[type="radio"][disabled]').length)
				.toBe(texts.length);
			await expectInert('label');
			await startOver();
		}
	});

	test('as what is wrong with a file', async () => {
		for (const text of ONE_OF_EACH) {
			const world = new ShellWorld().asWorld();
			give({
				...world,
				imports: { ...world.imports, preview: () => Promise.reject(new Error(text)) },
			});
			await render(FileDrop, { draft: new ImportDraft(() => 1) });
			await userEvent.upload(
				page.getByLabelText('File of instructions'),
				new File(['{}'], 'a.jsonl'),
			);
			await expect.element(page.getByText('The file can’t be used')).toBeVisible();
			await expectInert('.failure');
			await startOver();
		}
	});
});

test('in the list of refused rows that a spreadsheet opens, formulas are text', async () => {
	const files = new StreamedFiles();
	for (const name of formulas.texts) {
		const source = { file: new Blob(['{"instruction":"a"}\nnonsense\n']), name, reading: null };
		const { signal } = new AbortController();
		const order = { source, heldOut: { kind: 'usual' as const }, seed: 1 };
		const list = await refusedRows(files, order, { signal, onProgress: () => undefined });
		const [, line = ''] = (await list.text()).split('\r\n');
		expect(line).not.toMatch(/^"?[=+\-@\t\r]/);
	}
});
