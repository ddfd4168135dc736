/** The trainer's Python: finding one, and the virtual environment with what trainer/lock.txt names. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aptInstall, isDebianRoot } from './apt.mjs';
import { runCommand } from './run-command.mjs';
import { fingerprint, isStamped, once } from './stamp.mjs';

const UV = 'uv==0.13.9';
const TORCH = '2.13.0';
/** Its program answers where there is one. */
const NVIDIA_DRIVER = 'nvidia-smi';
const NAMES = ['python3.13', 'python3.12', 'python3.11', 'python3', 'python'];

/** Why training is not there, for terminal and page. */
export class TrainerSetupError extends Error {
	constructor(reason, fix, options) {
		super(reason, options);
		this.name = 'TrainerSetupError';
		this.fix = fix;
	}
}

/** The virtual environment's python. */
export function trainerPython(root) {
	const windows = process.platform === 'win32';
	return join(root, 'trainer/.venv', windows ? 'Scripts/python.exe' : 'bin/python');
}

/**
 * What the last set-up came to: `{ ok: true, python }` or `{ ok: false, reason, fix }`. RETORT_PYTHON
 * names the Python to use; `none` stands for a machine without one.
 */
export function trainerSetup(root) {
	if (process.env.RETORT_PYTHON === 'none') return noPython();
	const report = join(root, '.retort/trainer-setup.json');
	if (existsSync(report)) {
		const told = JSON.parse(readFileSync(report, 'utf8'));
		if (told.ok === false) return told;
	}
	const python = trainerPython(root);
	if (existsSync(python)) return { ok: true, python };
	return {
		ok: false,
		reason: 'The trainer is not installed.',
		fix: 'Run npm start, or node scripts/setup.mjs --python.',
	};
}

/** Installs the trainer unless it is there; a failure is a warning, kept for start and page. */
export async function setUpTrainer(root) {
	const report = join(root, '.retort/trainer-setup.json');
	mkdirSync(join(root, '.retort'), { recursive: true });
	try {
		await install(root);
		writeFileSync(report, `${JSON.stringify({ ok: true })}\n`);
	} catch (error) {
		const fix = error.fix ?? 'Read the messages above, then run npm start again.';
		const told = { ok: false, reason: error.message, fix };
		writeFileSync(report, `${JSON.stringify(told)}\n`);
		console.warn(`Warning: no trainer. ${told.reason} ${told.fix} Everything but training works.`);
	}
}

async function install(root) {
	const stamp = join(root, 'trainer/.venv/.retort');
	const print = fingerprint(root, ['trainer/lock.txt', 'scripts/python.mjs']);
	if (process.env.RETORT_PYTHON !== 'none' && isStamped(stamp, print)) return;
	const python = await findPython();
	if (python === undefined) {
		const { reason, fix } = noPython();
		throw new TrainerSetupError(reason, fix);
	}
	await once(stamp, print, async () => {
		console.log('Installing the trainer: Python packages with PyTorch (one to three minutes) …');
		await makeVenv(root, python);
		await installPackages(root);
	});
}

function noPython() {
	return {
		ok: false,
		reason: 'There is no Python 3.11 or newer with venv.',
		fix: 'Install Python 3.11 or newer (Debian: apt-get install python3 python3-venv), then run npm start again.',
	};
}

async function findPython() {
	if (process.env.RETORT_PYTHON === 'none') return undefined;
	const names = process.env.RETORT_PYTHON ? [process.env.RETORT_PYTHON] : NAMES;
	const found = () => names.find((name) => canRun(name, 'import venv, ensurepip'));
	if (found() === undefined && isDebianRoot() && names.some((name) => canRun(name, 'pass')))
		await aptInstall('python3-venv');
	return found();
}

function canRun(python, imports) {
	const code = `import sys; ${imports}; sys.exit(sys.version_info < (3, 11))`;
	return spawnSync(python, ['-c', code], { stdio: 'ignore' }).status === 0;
}

async function makeVenv(root, python) {
	const venv = join(root, 'trainer/.venv');
	rmSync(venv, { recursive: true, force: true });
	await attempt('The virtual environment could not be made.', () =>
		runCommand(python, ['-m', 'venv', venv], { label: 'venv', quiet: true }),
	);
	await attempt('The installer uv could not be installed.', () => pip(root, [UV]));
}

async function installPackages(root) {
	await attempt('PyTorch could not be installed.', () => installTorch(root));
	await attempt('The Python packages could not be installed.', async () => {
		const list = ['--no-deps', '-r', join(root, 'trainer/lock.txt')];
		// Compiled once here: a job would parse 2,300 modules again each time. pip does that by itself, and knows
		// indexes of its own settings, which uv ignores.
		await uv(root, ['--compile-bytecode', ...list]).catch(() => pip(root, list));
	});
}

async function attempt(reason, work) {
	try {
		await work();
	} catch (error) {
		console.warn(error.message);
		const fix = 'Look for the cause above (network, disk), then run npm start again.';
		throw new TrainerSetupError(reason, fix, { cause: error });
	}
}

/** Without an NVIDIA driver the processor's build: the plain one for Linux brings 3.5 GB of CUDA. */
async function installTorch(root) {
	const plain = [`torch==${TORCH}`];
	if (process.platform !== 'linux') return uv(root, plain).catch(() => pip(root, plain));
	if (spawnSync(NVIDIA_DRIVER, { stdio: 'ignore' }).status === 0)
		return uv(root, ['--torch-backend=auto', ...plain]).catch(() => pip(root, plain));
	const sources = [
		() => pip(root, ['--no-deps', `torch==${TORCH}+cpu`]),
		() => uv(root, ['--torch-backend=cpu', ...plain]),
		() => pip(root, plain),
	];
	for (const [index, source] of sources.entries()) {
		try {
			return await source();
		} catch (error) {
			if (index === sources.length - 1) throw error;
		}
	}
}

function pip(root, what) {
	const args = ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', ...what];
	return runCommand(trainerPython(root), args, { label: 'pip', quiet: true });
}

function uv(root, what) {
	const venv = join(root, 'trainer/.venv');
	const env = { ...process.env, VIRTUAL_ENV: venv, UV_HTTP_RETRIES: '1' };
	const args = ['-m', 'uv', 'pip', 'install', '-q', ...what];
	return runCommand(trainerPython(root), args, { label: 'uv', quiet: true, env });
}
