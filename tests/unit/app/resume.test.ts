import { describe, expect, test } from 'vitest';
import type { RunEngine } from '../../../src/app/ports/run-engine.ts';
import { resumeInterrupted } from '../../../src/app/resume.ts';
import { AppError } from '../../../src/core/error.ts';
import type { RunId } from '../../../src/core/id.ts';
import type { RunState } from '../../../src/core/run.ts';
import { RunTable } from '../../fakes/run-table.ts';
import { runRow } from '../../fakes/rows.ts';

/** An engine that only resumes, with `resume`. */
const engineOf = (resume: RunEngine['resume']) => ({ resume }) as RunEngine;
const RUNNING: RunState = { kind: 'running' };
const run = (id: string, createdAt: number, state: RunState = RUNNING) =>
	runRow(id as RunId, { createdAt, state });

test('a run whose tab was killed is carried out to its end, and nothing is asked again', async () => {
	const plan = {
		sizes: { train: 60, cache: 20, heldOutPerSkill: 1, developmentPerSkill: 1 },
		recipe: { iterations: 0 },
	};
	const whole = new RunTable();
	expect(await whole.sit(await whole.createPractice(plan))).toMatchObject({ kind: 'finished' });

	const table = new RunTable();
	const id = await table.createPractice(plan);
	await table.sit(id, { pauseAfter: 70 });
	const stored = await table.store.run(id);
	if (stored === undefined) throw new Error('expected the run');
	// A kill leaves no time to say that it was paused.
	const killed = { ...stored, state: RUNNING };
	await table.store.putRun(killed);
	const engine = engineOf(async (one) => {
		await table.sit(one);
	});
	await resumeInterrupted([killed], engine);
	expect((await table.store.run(id))?.state).toMatchObject({ kind: 'finished' });
	expect(table.asked).toBe(whole.asked);
});

describe('when a page is opened', () => {
	const resumedOf = async (refusals: Readonly<Record<string, string>> = {}) => {
		const asked: string[] = [];
		const engine = engineOf((id) => {
			asked.push(id);
			const code = refusals[id];
			return code === undefined ? Promise.resolve() : Promise.reject(new AppError(code, 'no'));
		});
		const paused = { kind: 'paused', by: 'user', code: null, because: '', at: 1 } as const;
		const runs = [run('old', 1), run('new', 2), run('paused', 3, paused)];
		await resumeInterrupted(runs, engine);
		return asked;
	};

	test('the newest run that was under way goes on, one that was paused does not', async () => {
		expect(await resumedOf()).toEqual(['new']);
	});

	test.each(['run/held-elsewhere', 'run/busy', 'teacher/key-missing'])(
		'one that waits (%s) leaves its turn to the next',
		async (code) => {
			expect(await resumedOf({ new: code })).toEqual(['new', 'old']);
		},
	);

	test('any other failure is told', async () => {
		await expect(resumedOf({ new: 'storage/full' })).rejects.toMatchObject({
			code: 'storage/full',
		});
	});
});
