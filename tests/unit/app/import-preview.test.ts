import { describe, expect, test } from 'vitest';
import { previewImport, refusedRows } from '../../../src/app/import-preview.ts';
import { importProject } from '../../../src/app/import-project.ts';
import type { HeldOut } from '../../../src/app/import-ports.ts';
import {
	alpacaLines,
	importWorld,
	ownProject,
	sourceOf,
	watching,
} from '../../fakes/import-world.ts';

const previewOf = (text: string, heldOut: HeldOut = { kind: 'usual' }) =>
	previewImport(importWorld().files, { source: sourceOf(text), heldOut, seed: 1 }, watching());

describe('the preview of an import', () => {
	test('counts what the import will count, without writing', async () => {
		const lines = alpacaLines(60).flatMap((line) => [line, line.replace('explain', 'now explain')]);
		const text = [...lines, lines[0], 'nonsense'].join('\n');
		const world = importWorld();
		await importProject(world, ownProject(text), watching());
		const preview = await previewOf(text);
		expect(preview.report).toEqual(world.imports.project?.importReport);
		expect(preview.report.setAside).toBeGreaterThan(0);
		expect(preview).toMatchObject({ answered: 60, answerChars: 3 });
	});

	test('counts the rows that name no skill, whatever the first ones do', async () => {
		const named = Array.from({ length: 10 }, (_, at) => `{"instruction":"a${at}","skill":"sums"}`);
		const { unnamed } = await previewOf([...named, ...alpacaLines(7)].join('\n'));
		expect(unnamed).toBe(7);
	});

	test('shows the first rows and the names of their fields', async () => {
		const { first, names, sample, reading } = await previewOf('question,note\nwhy?,x\nhow?,y\n');
		expect(names).toEqual(['question', 'note']);
		expect(sample).toEqual([
			{ question: 'why?', note: 'x' },
			{ question: 'how?', note: 'y' },
		]);
		expect(first.map(({ instruction }) => instruction)).toEqual(['why?', 'how?']);
		expect(reading).toMatchObject({ format: 'columns', mapping: { instruction: 'question' } });
	});

	test('counts later turns and system prompts that are left out', async () => {
		const chat = (system: string, more: readonly object[] = []) =>
			JSON.stringify({
				messages: [
					{ role: 'system', content: system },
					{ role: 'user', content: `do ${system} ${more.length}` },
					{ role: 'assistant', content: 'done' },
					...more,
				],
			});
		const text = [chat('be kind'), chat('be kind', [{ role: 'user', content: 'more' }])].join('\n');
		expect((await previewOf(text)).report).toMatchObject({ laterTurns: 1, systemPrompts: 2 });
	});

	test('every refused row is saved, as CSV that no spreadsheet carries out', async () => {
		const broken = Array.from({ length: 1500 }, () => '=1+1');
		const source = { ...sourceOf([...alpacaLines(2), ...broken].join('\n')), name: '=evil.jsonl' };
		const file = await refusedRows(
			importWorld().files,
			{ source, heldOut: { kind: 'usual' }, seed: 1 },
			watching(),
		);
		const lines = (await file.text()).trimEnd().split('\r\n');
		expect(lines[0]).toBe('file,row,reason');
		expect(lines).toHaveLength(1501);
		expect(lines[1]).toMatch(/^'=evil\.jsonl,3,"?not JSON/);
	});
});
