/** Builds the app when `dist/` is missing or older than what it is made of. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './run-command.mjs';
import { fingerprint, once } from './stamp.mjs';

const SOURCES = [
	'index.html',
	'models',
	'package-lock.json',
	'package.json',
	'public',
	'scripts/headers.mjs',
	'src',
	'svelte.config.js',
	'tsconfig.base.json',
	'vite.config.ts',
	'workers',
];

/** Resolves when `dist/` is up to date; rejects when the build fails or `signal` aborts. The stamp is .retort/built. */
export async function buildApp(root, signal) {
	const stamp = join(root, '.retort/built');
	if (!existsSync(join(root, 'dist/index.html'))) rmSync(stamp, { force: true });
	await once(stamp, fingerprint(root, SOURCES), async () => {
		console.log('Building the app (about ten seconds) …');
		const vite = join(root, 'node_modules/vite/bin/vite.js');
		const args = [vite, 'build', '--logLevel', 'warn'];
		await runCommand(process.execPath, args, { cwd: root, signal, label: 'vite build' });
	});
}
