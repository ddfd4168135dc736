import { describe, expect, test } from 'vitest';
import { studentIdOf, type RunId } from '../../../../src/core/id.ts';
import { scoreId } from '../../../../src/core/run.ts';
import { RunTable } from '../../../fakes/run-table.ts';

async function finished(): Promise<{ table: RunTable; run: RunId }> {
	const table = new RunTable();
	const run = await table.createPractice({
		sizes: { train: 60, cache: 20, heldOutPerSkill: 1, developmentPerSkill: 1 },
		recipe: { iterations: 0 },
	});
	expect(await table.sit(run)).toMatchObject({ kind: 'finished' });
	table.events.length = 0;
	table.student.answers = 0;
	return { table, run };
}

async function developmentScore({ table, run }: Awaited<ReturnType<typeof finished>>) {
	await table.evaluate(run, 0, 'development');
	return (await table.book(run)).scores.get(scoreId(studentIdOf(run, 0), 'development'));
}

describe('a run whose student answers where nobody can be reached for a while', () => {
	test.each([0, 10])('waits, and goes on with what is missing after %i answers', async (from) => {
		const away = await finished();
		away.table.student.away = { from, times: 3 };
		const score = await developmentScore(away);
		expect(score).toEqual(await developmentScore(await finished()));
		expect(away.table.student.answers).toBe(53);
		const failed = away.table.events.filter((event) => event.kind === 'failed');
		expect(failed).toHaveLength(3);
		expect(failed[0]).toMatchObject({
			message: "The trainer doesn't answer. Trying again in 1 s.",
		});
	});
});

test('a score says of how many of its answers another place computed them', async () => {
	const here = await finished();
	expect(await developmentScore(here)).not.toHaveProperty('elsewhere');
	const there = await finished();
	const origin = 'http://127.0.0.1:4748';
	there.table.student.origin = origin;
	expect(await developmentScore(there)).toMatchObject({ elsewhere: { n: 53, origins: [origin] } });
});
