import { expect, test } from 'vitest';
import type { Trainer } from '../../../src/app/ports/trainer.ts';
import { pinStudents } from '../../../src/app/trainer-pins.ts';
import { AppError } from '../../../src/core/error.ts';
import type { JobId } from '../../../src/core/id.ts';
import { LiveCell } from '../../fakes/live-cell.ts';
import { PROJECT, studentRow } from '../../fakes/rows.ts';

const STUDENTS = [
	studentRow(-1, { model: null, jobId: null, source: { kind: 'shipped', folder: 'base' } }),
	studentRow(-1, { model: null, jobId: 'ftjob-base' as JobId }),
	studentRow(0, { model: 'ft-0', jobId: 'ftjob-0' as JobId }),
	studentRow(1, { model: 'ft-1', jobId: 'ftjob-1' as JobId }),
];

/** What is pinned when the trainer knows these jobs and models. */
async function pinned(knows: readonly string[], trouble?: string): Promise<readonly string[]> {
	const pins: string[] = [];
	const answer = (name: string) => {
		if (trouble !== undefined) return Promise.reject(new AppError(trouble, 'trouble'));
		return knows.includes(name)
			? Promise.resolve()
			: Promise.reject(new AppError('trainer/unknown', `no ${name}`));
	};
	const trainer = {
		job: (id: string) => answer(id).then(() => ({ fineTunedModel: `ft of ${id}` })),
		pin: (model: string, holder: string) =>
			answer(model).then(() => void pins.push(`${model} for ${holder}`)),
	} as unknown as Trainer;
	await pinStudents(
		{
			library: { students: () => new LiveCell(STUDENTS) },
			trainer: () => Promise.resolve(trainer),
			patience: () => new AbortController().signal,
		},
		PROJECT,
	);
	return pins;
}

test('a project’s students are pinned for it, the base’s export by the name that its job tells', async () => {
	expect(await pinned(['ftjob-base', 'ft of ftjob-base', 'ft-0', 'ft-1'])).toEqual([
		'ft of ftjob-base for project1',
		'ft-0 for project1',
		'ft-1 for project1',
	]);
});

test('those that this trainer doesn’t know are passed over', async () => {
	expect(await pinned(['ft-1'])).toEqual(['ft-1 for project1']);
});

test.each(['trainer/unreachable', 'trainer/bad-token'])(
	'with %s nothing is pinned, and nobody is bothered',
	async (code) => {
		expect(await pinned([], code)).toEqual([]);
	},
);

test('without a linked trainer there is nothing to pin', async () => {
	const world = {
		library: { students: () => new LiveCell(STUDENTS) },
		trainer: () => Promise.resolve(undefined),
		patience: () => new AbortController().signal,
	};
	await expect(pinStudents(world, PROJECT)).resolves.toBeUndefined();
});
