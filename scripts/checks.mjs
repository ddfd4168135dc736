/** The checks beside the tests: format, lint, types, unused code, and whether the types of the trainer's API are its own. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { trainerPython } from './python.mjs';

const ONLY_FOR_TRAINER = ['ruff check', 'ruff format', 'basedpyright', 'api of the trainer'];

/** Name, program and arguments of each; those of Python only where the trainer is installed. */
function checks(root) {
	const tool = (name, script, ...args) => [
		name,
		process.execPath,
		[join(root, 'node_modules', script), ...args],
	];
	const tsc = (folder) => tool(`tsc ${folder}`, 'typescript/bin/tsc', '-p', folder);
	const python = (name, ...args) => [name, trainerPython(root), ['-m', ...args]];
	const ours = ['trainer', 'scripts', 'models/library'];
	const settings = ['--config', 'trainer/pyproject.toml'];
	return [
		tool('prettier', 'prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'),
		tool('eslint', 'eslint/bin/eslint.js', '.'),
		...['.', 'src/core', 'workers', 'tests/browser'].map(tsc),
		tool('svelte-check', 'svelte-check/bin/svelte-check', '--tsconfig', 'src/tsconfig.json'),
		tool('knip', 'knip/bin/knip.js'),
		python('ruff check', 'ruff', 'check', '-q', ...settings, ...ours),
		python('ruff format', 'ruff', 'format', '--check', '-q', ...settings, ...ours),
		python('basedpyright', 'basedpyright', '-p', 'trainer'),
		['api of the trainer', process.execPath, [join(root, 'scripts/trainer-api.mjs'), '--check']],
	];
}

/** Runs all, whatever fails; returns how many passed, failed and had to be left out. */
export function runChecks(root) {
	const counts = { passed: 0, failed: 0, skipped: 0 };
	for (const [name, command, args] of checks(root)) {
		if (ONLY_FOR_TRAINER.includes(name) && !existsSync(trainerPython(root))) {
			console.log(`  - ${name}: left out, the trainer is not installed`);
			counts.skipped++;
			continue;
		}
		const started = Date.now();
		const { status, stdout, stderr, error } = spawnSync(command, args, {
			cwd: root,
			encoding: 'utf8',
			maxBuffer: 64e6,
		});
		const seconds = ((Date.now() - started) / 1000).toFixed(1);
		console.log(`  ${status === 0 ? '✓' : '✗'} ${name} (${seconds} s)`);
		if (status === 0) counts.passed++;
		else {
			counts.failed++;
			console.log(error?.message ?? `${stdout}${stderr}`.trim());
		}
	}
	return counts;
}
