/** Makes the trainer's virtual environment with what trainer/lock.txt names, and proves that it runs. */
import {
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { replaceFolder } from './beside.mjs';
import { runCommand } from './run-command.mjs';
import { TrainerSetupError } from './setup-error.mjs';
import { askVenv, inputsOf, pythonOf, TORCH, venvOf, writeStamp } from './venv.mjs';

const UV = 'uv==0.13.9';
const PROVED_WITHIN_MS = 120_000;
/** Scripts are smaller; what is larger is a program, and holds no path. */
const LARGEST_SCRIPT_BYTES = 1e6;

/**
 * Makes it beside the one that is there, which stays in use until the new one is proved: nothing is lost by an
 * installation that fails or is interrupted. An environment may be renamed but for its scripts and pyvenv.cfg, which
 * hold its path; those are written again (`moveScripts`). The other way, to rename the old one away first, would leave
 * half an environment in its place when the machine is switched off, and none for a trainer that runs meanwhile.
 */
export async function makeVenv(root, python) {
	const inputs = inputsOf(root);
	await replaceFolder(venvOf(root), venvOf(root), async (fresh) => {
		await makeEmpty(fresh, python);
		await attempt('PyTorch could not be installed.', () => installTorch(fresh, inputs.cuda));
		await attempt('The Python packages could not be installed.', () => installLock(root, fresh));
		const version = prove(fresh);
		moveScripts(fresh, basename(venvOf(root)));
		writeStamp(fresh, inputs, version);
	});
}

/** The version of its Python; throws when that doesn't run with the packages, and Python says why. */
function prove(venv) {
	const version = askVenv(venv, 'fastapi, torch', {
		withinMs: PROVED_WITHIN_MS,
		stderr: 'inherit',
	});
	if (version !== undefined && version !== 'slow') return version;
	throw new TrainerSetupError(
		'The installed Python packages don’t run.',
		'Read the messages above; another Python may do, named by RETORT_PYTHON=/path/to/python. Then run npm start again.',
	);
}

async function makeEmpty(venv, python) {
	mkdirSync(venv);
	writeFileSync(join(venv, '.gitignore'), '*\n');
	await attempt('The virtual environment could not be made.', () =>
		runCommand(python, ['-m', 'venv', venv], { label: 'venv', quiet: true }),
	);
	await attempt('The installer uv could not be installed.', () => pip(venv, [UV]));
}

async function installLock(root, venv) {
	const list = ['--no-deps', '-r', join(root, 'trainer/lock.txt')];
	// Compiled once here: a job would parse 2,300 modules again each time. pip does that by itself, and knows
	// indexes of its own settings, which uv ignores.
	await uv(venv, ['--compile-bytecode', ...list]).catch(() => pip(venv, list));
}

async function attempt(reason, work) {
	try {
		await work();
	} catch (error) {
		console.warn(error.message);
		const fix =
			'Look for the cause above (network, disk, a platform that README.md doesn’t name), then run npm start again.';
		throw new TrainerSetupError(reason, fix, { cause: error });
	}
}

/** Without an NVIDIA driver the processor's build: the plain one for Linux brings 3.5 GB of CUDA. */
async function installTorch(venv, hasCuda) {
	const plain = [`torch==${TORCH}`];
	if (process.platform !== 'linux') return uv(venv, plain).catch(() => pip(venv, plain));
	if (hasCuda) return uv(venv, ['--torch-backend=auto', ...plain]).catch(() => pip(venv, plain));
	const sources = [
		() => pip(venv, ['--no-deps', `torch==${TORCH}+cpu`]),
		() => uv(venv, ['--torch-backend=cpu', ...plain]),
		() => pip(venv, plain),
	];
	for (const [index, source] of sources.entries()) {
		try {
			return await source();
		} catch (error) {
			if (index === sources.length - 1) throw error;
		}
	}
}

function pip(venv, what) {
	const args = ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', ...what];
	return runCommand(pythonOf(venv), args, { label: 'pip', quiet: true });
}

function uv(venv, what) {
	const env = { ...process.env, VIRTUAL_ENV: venv, UV_HTTP_RETRIES: '1' };
	const args = ['-m', 'uv', 'pip', 'install', '-q', ...what];
	return runCommand(pythonOf(venv), args, { label: 'uv', quiet: true, env });
}

/** Writes the environment's coming name into the files that hold its present one. */
export function moveScripts(venv, name) {
	const scripts = readdirSync(join(venv, 'bin')).map((script) => join(venv, 'bin', script));
	for (const file of [...scripts, join(venv, 'pyvenv.cfg')]) {
		const { mode, size, isFile } = plainFile(file);
		if (!isFile || size > LARGEST_SCRIPT_BYTES) continue;
		// One byte, one character: what is no text stays as it is.
		const text = readFileSync(file, 'latin1');
		if (!text.includes(basename(venv))) continue;
		// A new file, since the old one may be linked with the installer's cache.
		writeFileSync(`${file}.new`, text.replaceAll(basename(venv), name), {
			encoding: 'latin1',
			mode,
		});
		renameSync(`${file}.new`, file);
	}
}

function plainFile(path) {
	const stat = lstatSync(path);
	return { mode: stat.mode, size: stat.size, isFile: stat.isFile() };
}
