/** Builds the app when `dist/` is missing or older than what it is made of. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFolder } from './beside.mjs';
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

/**
 * Resolves when `dist/` is up to date; rejects when the build fails or `signal` aborts. The stamp is .retort/built. It
 * is built elsewhere and then put in place: another start may be serving what is there.
 */
export async function buildApp(root, signal) {
	const stamp = join(root, '.retort/built');
	const dist = join(root, 'dist');
	if (!existsSync(join(dist, 'index.html'))) rmSync(stamp, { force: true });
	await once(stamp, fingerprint(root, SOURCES), async () => {
		console.log('Building the app (about ten seconds) …');
		const vite = join(root, 'node_modules/vite/bin/vite.js');
		mkdirSync(join(root, '.retort'), { recursive: true });
		await replaceFolder(dist, join(root, '.retort/dist'), (fresh) => {
			const args = [vite, 'build', '--logLevel', 'warn', '--outDir', fresh, '--emptyOutDir'];
			return runCommand(process.execPath, args, { cwd: root, signal, label: 'vite build' });
		});
	});
}
