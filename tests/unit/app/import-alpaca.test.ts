import { describe, expect, test } from 'vitest';
import { importAlpaca, previewAlpaca } from '../../../src/app/import-alpaca.ts';
import { heldOutCount } from '../../../src/core/formats/split.ts';
import type { RunId } from '../../../src/core/id.ts';
import { PRACTICE_TEACHER } from '../../../src/core/teacher.ts';
import { MemoryRecordStore } from '../../fakes/memory-record-store.ts';

const words = (index: number) =>
	Array.from({ length: 8 }, (_, place) => `w${(index * 31 + place * 7919) % 4001}x${index}`).join(
		' ',
	);
const lines = (count: number) =>
	Array.from({ length: count }, (_, index) =>
		JSON.stringify({
			instruction: `explain ${words(index)}`,
			output: index % 2 === 0 ? 'yes' : '',
		}),
	);

async function imported(text: string, seed = 1) {
	const store = new MemoryRecordStore();
	const world = { store, clock: () => 5, newId: () => 'p' };
	const own = {
		file: new Blob([text]),
		name: 'a.jsonl',
		teacher: PRACTICE_TEACHER,
		recipe: { seed },
	};
	const id = await importAlpaca(world, own);
	return { project: await store.project(id), rows: await store.rowsOf(id, [] as RunId[]) };
}

describe('importing an Alpaca file', () => {
	test.each([
		[8, 2],
		[399, 99],
		[400, 100],
		[2000, 100],
		[5000, 250],
		[52_000, 500],
	])('holds out of %i rows %i', (rows, wanted) => {
		expect(heldOutCount(rows)).toBe(wanted);
	});

	test('keeps the file’s answers, the row numbers, and draws the held-out rows by seed', async () => {
		const text = lines(40).join('\n');
		const { project, rows } = await imported(text);
		expect(project?.importReport).toEqual({
			fileName: 'a.jsonl',
			rows: 40,
			accepted: 40,
			heldOut: 10,
			setAside: 0,
			duplicates: 0,
			refused: [],
		});
		expect(rows.answers).toHaveLength(20);
		const held = (found: typeof rows) =>
			found.instructions.filter(({ split }) => split === 'heldOut').map(({ order }) => order);
		expect(held((await imported(text)).rows)).toEqual(held(rows));
		expect(held((await imported(text, 2)).rows)).not.toEqual(held(rows));
	});

	test('sets aside what is too close to a held-out row and says to which', async () => {
		const text = lines(40).flatMap((line) => [line, line.replace('explain', 'please explain')]);
		const { project, rows } = await imported(text.join('\n'));
		const aside = rows.instructions.filter(({ split }) => split === 'setAside');
		expect(project?.importReport?.setAside).toBe(aside.length);
		expect(aside.length).toBeGreaterThan(0);
		for (const { setAsideBecause, pool } of aside) {
			expect(setAsideBecause).toMatch(/^ROUGE-L 0\.\d\d with held-out row \d+$/);
			expect(pool).toBeNull();
		}
	});

	test('folds exact duplicates and counts them', async () => {
		const { project } = await imported([...lines(20), ...lines(5)].join('\n'));
		expect(project?.importReport).toMatchObject({ rows: 25, duplicates: 5, accepted: 20 });
	});

	test('refuses a file with too little in it, and writes nothing', async () => {
		await expect(imported('{"instruction":"a"}\nnonsense')).rejects.toMatchObject({
			code: 'import/too-few',
			message: expect.stringContaining('Row 2: not JSON') as string,
		});
	});

	test('is previewed with the same counts', async () => {
		const text = lines(40).join('\n');
		const preview = await previewAlpaca(new Blob([text]), 'a.jsonl', 1);
		expect(preview.report).toEqual((await imported(text)).project?.importReport);
		expect(preview.answered).toBe(20);
		expect(preview.answerChars).toBe(3);
	});
});
