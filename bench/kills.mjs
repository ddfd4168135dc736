/**
 * `npm run bench -- kills [--json] [--kills 100]`: SIGKILLs of the browser at random moments of runs against a teacher that
 * counts what it was asked and sent. One row a run, then their sum with `syncsPerPaidAnswer`, which strace counts (null
 * where there is none) in a run that nobody disturbs. The built app, a real trainer; the test that does it runs ten of them.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildApp } from '../scripts/build-app.mjs';

export default async function kills({ root, args, report }) {
	const { values } = parseArgs({ args, options: { kills: { type: 'string', default: '100' } } });
	const folder = join(root, 'bench-results/kills');
	mkdirSync(folder, { recursive: true });
	const file = join(folder, 'lines.jsonl');
	rmSync(file, { force: true });
	await buildApp(root);
	const isGreen = runTests(root, folder, { RETORT_KILLS: values.kills, RETORT_KILLS_REPORT: file });
	const rows = existsSync(file)
		? readFileSync(file, 'utf8')
				.trim()
				.split('\n')
				.map((line) => JSON.parse(line))
		: [];
	for (const row of rows) report(row);
	const runs = rows.filter(({ kills: ofRun }) => ofRun !== undefined);
	const sum = (key) => runs.reduce((total, row) => total + row[key], 0);
	const { syncsPerPaidAnswer = null } = rows.find((row) => 'syncsPerPaidAnswer' in row) ?? {};
	const total = {
		...{ bench: 'kills', kills: sum('kills'), lost: sum('lost'), paidTwice: sum('paidTwice') },
		longestUnstoredMs: Math.max(0, ...runs.map((row) => row.longestUnstoredMs)),
		...{ inDoubt: sum('inDoubt'), samePools: runs.every(({ samePools }) => samePools) },
		syncsPerPaidAnswer,
	};
	report(total);
	return isGreen && total.kills >= Number(values.kills) && (syncsPerPaidAnswer ?? 1) >= 1;
}

function runTests(root, folder, env) {
	const program = join(root, 'node_modules/@playwright/test/cli.js');
	const output = join(folder, 'playwright');
	const args = [program, 'test', 'tests/e2e/random-kills.test.ts', '--output', output];
	return (
		spawnSync(process.execPath, args, {
			cwd: root,
			stdio: ['ignore', process.stderr, process.stderr],
			env: { ...process.env, ...env },
		}).status === 0
	);
}
