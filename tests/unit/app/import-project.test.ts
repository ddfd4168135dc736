import { describe, expect, test } from 'vitest';
import { importProject } from '../../../src/app/import-project.ts';
import type { ImportProgress, ProjectImport } from '../../../src/app/import-ports.ts';
import { AppError } from '../../../src/core/error.ts';
import { recipeFrom } from '../../../src/core/recipe.ts';
import { PRACTICE_TEACHER } from '../../../src/core/teacher.ts';
import {
	alpacaLines,
	importWorld,
	ownProject,
	sourceOf,
	watching,
} from '../../fakes/import-world.ts';

async function imported(text: string, change: Partial<ProjectImport> = {}) {
	const world = importWorld();
	await importProject(world, ownProject(text, change), watching());
	const { imports } = world;
	const numbers = (split: string) =>
		imports.instructions.filter((row) => row.split === split).map(({ order }) => order);
	const { instructions, answers, project, run } = imports;
	return { instructions, answers, project, run, report: project?.importReport, numbers };
}

describe('importing a file as a project', () => {
	test('gives its run the caps that were asked for, or none', async () => {
		const text = alpacaLines(40).join('\n');
		const caps = { calls: 500, tokens: null, nanoUsd: 2_000_000_000 };
		const recipe = recipeFrom('practice', { seed: 1, baseId: 'base' });
		expect(
			(await imported(text, { distil: { teacher: PRACTICE_TEACHER, recipe, caps } })).run?.caps,
		).toEqual(caps);
		expect((await imported(text)).run).not.toHaveProperty('caps');
	});

	test('begins with a trial of the recipe where that is asked for, which keeps what it is a trial of', async () => {
		const text = alpacaLines(40).join('\n');
		const caps = { calls: 500, tokens: null, nanoUsd: null };
		const recipe = recipeFrom('practice', { seed: 1, baseId: 'base' });
		const distil = { teacher: PRACTICE_TEACHER, recipe, caps, isTrial: true };
		const { run } = await imported(text, { distil });
		expect(run).toMatchObject({ iterations: 1, caps, trial: { recipe, caps } });
		expect(run?.name).toBe('trial of 20, seed 1, paper');
	});

	test('keeps the file’s answers and row numbers, and draws the held-out rows by seed', async () => {
		const text = alpacaLines(40).join('\n');
		const { report, answers, numbers, project, run } = await imported(text);
		expect(report).toEqual({
			fileName: 'a.jsonl',
			rows: 40,
			accepted: 40,
			heldOut: 10,
			setAside: 0,
			duplicates: 0,
			refused: [],
			refusedByReason: {},
			laterTurns: 0,
			systemPrompts: 0,
		});
		expect(answers).toHaveLength(20);
		expect(run).toMatchObject({ projectId: project?.id, state: { kind: 'ready' } });
		expect((await imported(text)).numbers('heldOut')).toEqual(numbers('heldOut'));
		const other = await imported(text, { seed: 2 });
		expect(other.numbers('heldOut')).not.toEqual(numbers('heldOut'));
	});

	test('makes a project of instructions alone where no run is wished, of few rows too', async () => {
		const { project, run, instructions } = await imported(alpacaLines(3).join('\n'), {
			distil: null,
		});
		expect(project).toMatchObject({ teacher: null, kind: 'own' });
		expect(run).toBeNull();
		expect(instructions).toHaveLength(3);
		await expect(imported('{"instruction": ""}', { distil: null })).rejects.toMatchObject({
			code: 'import/too-few',
		});
	});

	test('holds out the share that is asked for', async () => {
		const { report } = await imported(alpacaLines(50).join('\n'), {
			heldOut: { kind: 'share', share: 0.3 },
		});
		expect(report).toMatchObject({ heldOut: 15, accepted: 50 });
	});

	test('holds out the rows of a second file, and sets aside what is too close to them', async () => {
		const held = alpacaLines(5, 100);
		const close = held.map((line) => line.replace('explain', 'please explain'));
		const text = [...alpacaLines(20), ...close, ...held].join('\n');
		const { report, numbers, instructions } = await imported(text, {
			heldOut: { kind: 'file', source: sourceOf(`${held.join('\n')}\nnonsense`, 'held.jsonl') },
		});
		expect(report).toMatchObject({
			heldOutFile: 'held.jsonl',
			rows: 36,
			accepted: 25,
			heldOut: 5,
			setAside: 10,
			refused: [{ row: 6, file: 'held.jsonl' }],
		});
		expect(numbers('pool')).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
		expect(numbers('heldOut')).toEqual([31, 32, 33, 34, 35]);
		expect(new Set(instructions.map(({ id }) => id)).size).toBe(35);
	});

	test('sets aside what is too close to a held-out row and says to which', async () => {
		const text = alpacaLines(40).flatMap((line) => [
			line,
			line.replace('explain', 'please explain'),
		]);
		const { report, instructions, numbers } = await imported(text.join('\n'));
		const aside = instructions.filter(({ split }) => split === 'setAside');
		expect(report?.setAside).toBe(aside.length);
		expect(aside.length).toBeGreaterThan(0);
		for (const { setAsideBecause, pool } of aside) {
			const [, near] =
				/^ROUGE-L 0\.\d\d with held-out row (\d+)$/.exec(setAsideBecause ?? '') ?? [];
			expect(numbers('heldOut')).toContain(Number(near));
			expect(pool).toBeNull();
		}
	});

	test('folds exact repeats and counts them', async () => {
		const { report, instructions } = await imported(
			[...alpacaLines(20), ...alpacaLines(5)].join('\n'),
		);
		expect(report).toMatchObject({ rows: 25, duplicates: 5, accepted: 20 });
		expect(instructions).toHaveLength(20);
	});

	test('writes more rows than one batch holds, each once, in order', async () => {
		const { instructions } = await imported(alpacaLines(4500).join('\n'));
		expect(instructions.map(({ order }) => order)).toEqual(
			Array.from({ length: 4500 }, (_, at) => at + 1),
		);
	});

	test('refuses a file with too little in it before anything is written', async () => {
		const world = importWorld();
		const work = importProject(world, ownProject('{"instruction":"a"}\nnonsense'), watching());
		await expect(work).rejects.toMatchObject({
			code: 'import/too-few',
			message: expect.stringContaining('Row 2: not JSON') as string,
		});
		expect(world.imports).toMatchObject({ instructions: [], begun: new Set() });
	});

	test('refuses a file that leaves nothing to train on, and takes back what was written', async () => {
		const lines = alpacaLines(10);
		const world = importWorld();
		const heldOut = { kind: 'file' as const, source: sourceOf(lines.join('\n')) };
		const work = importProject(world, ownProject(lines.join('\n'), { heldOut }), watching());
		await expect(work).rejects.toMatchObject({ code: 'import/none-left' });
		expect(world.imports).toMatchObject({ instructions: [], project: undefined });
	});

	test('takes back what was written when the disk is full, or when it is stopped midway', async () => {
		const own = ownProject(alpacaLines(9000).join('\n'));
		const full = importWorld();
		full.imports.refusal = new AppError('storage/full', 'no room');
		await expect(importProject(full, own, watching())).rejects.toMatchObject({
			code: 'storage/full',
		});
		const world = importWorld();
		const watch = watching(({ step, done }) => {
			if (step === 'write' && done >= 4000) watch.stop();
		});
		await expect(importProject(world, own, watch)).rejects.toMatchObject({ name: 'AbortError' });
		for (const { imports } of [full, world])
			expect(imports).toMatchObject({ instructions: [], begun: new Set(), project: undefined });
	});

	test('says how far it is: bytes while it reads, rows while it writes', async () => {
		const text = alpacaLines(5000).join('\n');
		const told: ImportProgress[] = [];
		await importProject(
			importWorld(),
			ownProject(text),
			watching((news) => told.push(news)),
		);
		expect(told.filter(({ step }) => step === 'read').at(-1)).toEqual({
			step: 'read',
			done: text.length,
			total: text.length,
		});
		expect(told.at(-1)).toEqual({ step: 'write', done: 5000, total: 5000 });
	});
});
