/** What building a web-llm library needs beside this repository: a Python environment with TVM, and emscripten. */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { aptInstall, isDebianRoot } from './apt.mjs';
import { replaceFolder } from './beside.mjs';
import { findPython } from './find-python.mjs';
import { moveScripts } from './make-venv.mjs';
import { runCommand } from './run-command.mjs';
import { fingerprint, once } from './stamp.mjs';
import { pythonOf } from './venv.mjs';

const LOCK = 'models/library/lock.txt';

const venvOf = (root) => join(root, 'models/library/.venv');

/** Its python; it may not be there yet. */
export const libraryPython = (root) => pythonOf(venvOf(root));

/** Installs what is missing; rejects with what to do. */
export async function setUpLibrary(root) {
	await makeVenv(root);
	if (hasEmcc()) return;
	if (isDebianRoot()) {
		console.log('Installing emscripten for the library (about a minute) …');
		await aptInstall('emscripten');
	}
	if (!hasEmcc())
		throw new Error(
			'Building a library needs emscripten. Debian: apt-get install --no-install-recommends emscripten. macOS: brew install emscripten. Or set EMCC to the path of an emcc.',
		);
}

function hasEmcc() {
	return spawnSync(process.env.EMCC || 'emcc', ['--version'], { stdio: 'ignore' }).status === 0;
}

async function makeVenv(root) {
	const venv = venvOf(root);
	const stamp = join(venv, '.retort');
	// An environment whose Python was removed is made again, whatever its stamp says.
	const runs = spawnSync(libraryPython(root), ['-I', '-c', 'import tvm_ffi']).status === 0;
	if (!runs) rmSync(stamp, { force: true });
	await once(stamp, fingerprint(root, [LOCK], ''), async () => {
		const python = await findPython();
		console.log('Installing TVM for the library (about half a minute) …');
		await replaceFolder(venv, venv, async (fresh) => {
			await runCommand(python, ['-m', 'venv', fresh], { label: 'venv', quiet: true });
			const list = ['--no-deps', '-r', join(root, LOCK)];
			const args = ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', ...list];
			await runCommand(pythonOf(fresh), args, { label: 'pip', quiet: true });
			moveScripts(fresh, basename(venv));
		});
	});
}
