/** The browser killed at random moments, as often as RETORT_KILLS says (10): bench/kills.mjs runs it with more. */
import { appendFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { seededRandom } from '../../src/core/random.ts';
import { runKilled, type RunToKill } from './random-kills.ts';
import { hasStrace, syncsPerPaidAnswer } from './syncs.ts';

const KILLS = Number(process.env['RETORT_KILLS'] ?? '10');
const REPORT = process.env['RETORT_KILLS_REPORT'];

const RUN: Omit<RunToKill, 'seed'> = {
	rows: 200,
	iterations: 1,
	newPerIteration: 24,
	latencyMs: [150, 400],
};

test('kills at random moments lose nothing, pay nothing twice and change no pool', async () => {
	test.setTimeout(KILLS * 40_000 + 600_000);
	for (let left = KILLS, seed = 1; left > 0; seed++) {
		const run = { ...RUN, seed };
		const undisturbed = await runKilled(run, { kills: 0, random: () => 0 });
		const killed = await runKilled(run, { kills: left, random: seededRandom('kills', seed) });
		left -= killed.kills;
		const { pools, ...count } = killed;
		const different = differences(undisturbed.pools, pools);
		const samePools = different.length === 0;
		const row = { bench: 'kills', seed, ...count, samePools };
		if (REPORT !== undefined) appendFileSync(REPORT, `${JSON.stringify(row)}\n`);
		expect(different.slice(0, 20)).toEqual([]);
		expect(count).toMatchObject({ lost: 0, paidTwice: 0 });
		expect(count.repeats).toBeLessThanOrEqual(count.inDoubt);
	}
});

test('a database that the browser deletes after a kill is put back, and nothing is paid twice', async () => {
	test.setTimeout(600_000);
	const run = { ...RUN, seed: 1 };
	const undisturbed = await runKilled(run, { kills: 0, random: () => 0 });
	const random = seededRandom('damage', 1);
	const damaged = await runKilled(run, { kills: 3, random, isDamaging: true });
	const { pools, ...count } = damaged;
	expect(differences(undisturbed.pools, pools).slice(0, 20)).toEqual([]);
	expect(count).toMatchObject({ kills: 3, lost: 0, paidTwice: 0 });
	expect(count.repeats).toBeLessThanOrEqual(count.inDoubt);
});

if (REPORT !== undefined && hasStrace())
	test('a paid answer is written through to the disk', async () => {
		test.setTimeout(600_000);
		const syncs = await syncsPerPaidAnswer();
		appendFileSync(REPORT, `${JSON.stringify({ bench: 'kills', syncsPerPaidAnswer: syncs })}\n`);
		expect(syncs).toBeGreaterThanOrEqual(1);
	});

/** Lines that only one of the two has. */
function differences(expected: string, got: string): readonly string[] {
	const [before, after] = [new Set(expected.split('\n')), new Set(got.split('\n'))];
	return [
		...[...before].filter((line) => !after.has(line)).map((line) => `missing ${line}`),
		...[...after].filter((line) => !before.has(line)).map((line) => `unexpected ${line}`),
	];
}
