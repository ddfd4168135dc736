/** `npm test`: every layer of tests one after another, whatever fails, and one line of counts at the end. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildApp } from './build-app.mjs';
import { runChecks } from './checks.mjs';
import { ensureChromium } from './chromium.mjs';
import { trainerSetup } from './python.mjs';

const root = join(import.meta.dirname, '..');
const results = join(root, 'test-results');

/** Runs a test program with its output shown; true when it ended with 0. */
function run(command, args, env = {}) {
	const options = { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } };
	return spawnSync(command, args, options).status === 0;
}

const runScript = (script, args, env) => run(process.execPath, [join(root, script), ...args], env);

/** The counts of a report; a program that failed without naming a failed test counts as one. */
function counted(hasSucceeded, report, read) {
	const counts = existsSync(report)
		? read(readFileSync(report, 'utf8'))
		: { passed: 0, failed: 0, skipped: 0 };
	return hasSucceeded ? counts : { ...counts, failed: Math.max(1, counts.failed) };
}

/** One project at a time: real processes and a browser beside each other would time each other out on two cores. */
function vitest(project) {
	const report = join(results, `${project}.json`);
	const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
	const isGreen = runScript('node_modules/vitest/vitest.mjs', [
		'run',
		...['--project', project],
		...reporters,
	]);
	return counted(isGreen, report, (text) => {
		const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(text);
		return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests };
	});
}

async function endToEnd() {
	await buildApp(root);
	const report = join(results, 'e2e.json');
	const isGreen = runScript(
		'node_modules/@playwright/test/cli.js',
		['test', '--reporter=list,json'],
		{
			PLAYWRIGHT_JSON_OUTPUT_NAME: report,
		},
	);
	return counted(isGreen, report, (text) => {
		const { expected, unexpected, flaky, skipped } = JSON.parse(text).stats;
		// What passes only the second time has failed.
		return { passed: expected, failed: unexpected + flaky, skipped };
	});
}

function pytest() {
	const setup = trainerSetup(root);
	if (!setup.ok) throw new Error(`${setup.reason} ${setup.fix}`);
	const report = join(results, 'pytest.xml');
	const args = ['-m', 'pytest', 'trainer', `--junitxml=${report}`];
	return counted(run(setup.python, args), report, (text) => {
		const suite = /<testsuite [^>]*>/.exec(text)?.[0] ?? '';
		const count = (name) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
		const failed = count('failures') + count('errors');
		const skipped = count('skipped');
		return { passed: count('tests') - failed - skipped, failed, skipped };
	});
}

function bundle() {
	const isGreen = runScript('scripts/bench.mjs', ['bundle']);
	return { passed: Number(isGreen), failed: Number(!isGreen), skipped: 0 };
}

const LAYERS = {
	'format, lint, types': () => runChecks(root),
	unit: () => vitest('unit'),
	'real processes': () => vitest('node'),
	browser: () => vitest('browser'),
	'the built app': endToEnd,
	trainer: pytest,
	bundle,
};

/** A layer that can't even run is one failure. */
async function runLayer(name, layer) {
	console.log(`\n── ${name}`);
	try {
		return await layer();
	} catch (error) {
		console.error(error.message);
		return { passed: 0, failed: 1, skipped: 0 };
	}
}

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
process.env.CHROME_PATH = await ensureChromium().catch((error) => {
	console.error(error.message);
	return '';
});
const table = {};
for (const [name, layer] of Object.entries(LAYERS)) table[name] = await runLayer(name, layer);
console.table(table);
const sum = (key) => Object.values(table).reduce((total, counts) => total + counts[key], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') === 0 ? 0 : 1;
