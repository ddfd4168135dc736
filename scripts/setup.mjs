/**
 * Installs what is missing before `npm start` and `npm test`: npm packages; with --python the trainer; with --chromium
 * a browser for the tests; with --library what builds a web-llm library. Plain Node, since there may be no packages yet.
 */
import { join } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { setUpLibrary } from './library-venv.mjs';
import { setUpTrainer } from './python.mjs';
import { runCommand } from './run-command.mjs';
import { fingerprint, once } from './stamp.mjs';

const root = join(import.meta.dirname, '..');
const started = Date.now();

async function installPackages() {
	const stamp = join(root, 'node_modules/.retort');
	const print = fingerprint(root, ['package.json', 'package-lock.json', '.npmrc']);
	await once(stamp, print, async () => {
		console.log('Installing npm packages (about half a minute) …');
		const npm = process.env.npm_execpath;
		const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
		const options = { cwd: root, label: 'npm ci' };
		if (npm) await runCommand(process.execPath, [npm, ...args], options);
		else await runCommand('npm', args, { ...options, shell: process.platform === 'win32' });
	});
}

/** The tests of the library fail with the same words; all others can run. */
function warn(error) {
	console.warn(`Warning: no web-llm library can be built. ${error.message}`);
}

try {
	await installPackages();
	if (process.argv.includes('--python')) await setUpTrainer(root);
	if (process.argv.includes('--chromium')) await ensureChromium();
	if (process.argv.includes('--library')) await setUpLibrary(root).catch(warn);
	console.log(`Set-up is ready (${((Date.now() - started) / 1000).toFixed(1)} s).`);
} catch (error) {
	console.error(`Set-up failed: ${error.message}`);
	process.exitCode = 1;
}
