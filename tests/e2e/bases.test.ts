/** Bases of one's own: a Llama and a Qwen2 folder with another tokenizer, and one by id through a hub on loopback. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { expect, test } from '@playwright/test';
import { trainerPython } from '../../scripts/python.mjs';
import type { Answer } from '../../src/core/answer.ts';
import type { Score, TrainingJob } from '../../src/core/run.ts';
import type { Student } from '../../src/core/student.ts';
import { startPracticeServer } from '../fakes/practice-server.ts';
import { startOwnProject } from './own-project.ts';
import { rowsOf } from './records.ts';
import { ROOT, Stack } from './stack.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const LONG_ROWS = 12;
const folder = mkdtempSync(join(tmpdir(), 'retort-bases-'));
const list = join(folder, 'bases.json');
let hub: ChildProcess | undefined;

test.beforeAll(async () => {
	const fixtures = join(ROOT, 'trainer/tests/fixtures');
	const python = trainerPython(ROOT);
	const env = { ...process.env, PYTHONPATH: join(ROOT, 'trainer') };
	const made = spawnSync(python, [join(fixtures, 'make_bases.py'), folder], {
		env,
		encoding: 'utf8',
	});
	expect(made.status, made.error?.message ?? made.stderr).toBe(0);
	cpSync(join(folder, 'tiny-llama'), join(folder, 'hub/test/tiny'), { recursive: true });
	const started = spawn(python, [join(fixtures, 'hub.py'), join(folder, 'hub')], {
		env,
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	hub = started;
	const endpoint = await firstLine(started);
	const more = { params: 100_000, context: 256, vocab_size: 400, license: 'MIT' };
	writeFileSync(
		list,
		JSON.stringify({
			bases: [
				{ id: 'own/llama', name: 'Tiny Llama', folder: 'tiny-llama', license: 'MIT' },
				{ id: 'own/qwen2', name: 'Tiny Qwen2', folder: 'tiny-qwen2', license: 'MIT' },
				{ id: 'test/tiny', name: 'Tiny by id', hub: 'test/tiny', revision: COMMIT, ...more },
			],
		}),
	);
	process.env['HF_ENDPOINT'] = endpoint;
	process.env['HF_HOME'] = join(folder, 'cache');
});

test.afterAll(() => {
	hub?.kill();
	delete process.env['HF_ENDPOINT'];
	delete process.env['HF_HOME'];
	rmSync(folder, { recursive: true, force: true });
});

/** What the hub says when it listens: its address, on a port that was free. */
async function firstLine({ stdout }: { readonly stdout: Readable }): Promise<string> {
	for await (const line of createInterface(stdout)) return line;
	throw new Error('the hub ended before it listened');
}

for (const base of ['Tiny Llama', 'Tiny Qwen2', 'Tiny by id'])
	test(`${base}: from an imported file to a tuned model that answers in the page`, async () => {
		test.setTimeout(600_000);
		const teacher = await startPracticeServer();
		const stack = await Stack.start({ bases: list });
		try {
			const { context, page } = await stack.browse();
			await stack.open(page);
			await page.goto(`${stack.origin}/start`);
			await expect(page.getByText(/not run here yet/)).toHaveCount(3);
			await startOwnProject(page, {
				baseUrl: teacher.baseUrl,
				base,
				rows: 60,
				longRows: LONG_ROWS,
				isCuratedFirst: base === 'Tiny Qwen2',
				iterations: 1,
				newPerIteration: 20,
				more: { 'New ones for the Cache Pool alone': '8', 'Student’s longest answer': '12' },
			});
			await page
				.getByText(/Finished at/)
				.first()
				.waitFor({ timeout: 500_000 });
			const students = await rowsOf<Student>(page, 'students');
			expect(students.map(({ iteration, selfTest }) => [iteration, selfTest?.passed])).toEqual([
				[-1, true],
				[0, true],
				[1, true],
			]);
			const scores = await rowsOf<Score>(page, 'scores');
			expect(scores.map(({ unscored }) => unscored)).toEqual([0, 0, 0]);
			const last = students.find(({ iteration }) => iteration === 1);
			const answers = await rowsOf<Answer>(page, 'answers');
			expect(answers.filter(({ author }) => author === last?.id).length).toBeGreaterThan(0);
			const seeds = (await rowsOf<TrainingJob>(page, 'jobs')).find(
				({ iteration }) => iteration === 0,
			);
			expect(seeds?.tooLong).toBeGreaterThan(0);
			expect(seeds?.tooLong).toBeLessThanOrEqual(LONG_ROWS);
			await context.close();
			expect(stack.faults).toEqual([]);
		} finally {
			await stack.stop();
			await teacher.stop();
		}
	});
