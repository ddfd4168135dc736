/** The trainer's virtual environment: where it is, whether it runs, and whether it is what trainer/lock.txt asks for. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { namedVersion } from './find-python.mjs';
import { fingerprint } from './stamp.mjs';

export const TORCH = '2.13.0';
/** Its program answers where there is one. */
const NVIDIA_DRIVER = 'nvidia-smi';
const DRIVER_WITHIN_MS = 5000;
/** So long a start waits for the environment's answer; one that is only slow counts as well. */
const RUNS_WITHIN_MS = 6000;
const COMPLETE_WITHIN_MS = 60_000;

/**
 * Prints Python's version if each line of the lock and torch are installed in just that version, with all files that
 * their own records name in full size. Arguments: the lock, torch's version, whether its CUDA build is needed.
 */
const COMPLETE = `
import pathlib, sys
from importlib.metadata import distribution

lock, torch, needs_cuda = sys.argv[1:]
lines = pathlib.Path(lock).read_text(encoding="utf-8").splitlines()
for line in [line for line in lines if line and not line.startswith("#")] + ["torch==" + torch]:
    name, version = line.split("==")
    found = distribution(name)
    public, _, build = found.version.partition("+")
    if public != version or (name == "torch" and needs_cuda == "true" and build == "cpu"):
        sys.exit(f"{name} {found.version}")
    for file in found.files:
        # Scripts and caches are made at the installation, and may be made again.
        if file.parts[0] != ".." and "__pycache__" not in file.parts:
            size = file.locate().stat().st_size
            if size != (size if file.size is None else file.size):
                sys.exit(str(file))
print("%d.%d" % sys.version_info[:2])
`;

export const venvOf = (root) => join(root, 'trainer/.venv');
export const pythonOf = (venv) => join(venv, 'bin/python');
const stampOf = (venv) => join(venv, '.retort');

/** Whether a driver for CUDA is there; one that only answers late is. */
export function hasCudaDriver() {
	if (process.platform !== 'linux') return false;
	const options = { stdio: 'ignore', timeout: DRIVER_WITHIN_MS };
	const { status, error } = spawnSync(NVIDIA_DRIVER, options);
	return status === 0 || error?.code === 'ETIMEDOUT';
}

/**
 * Its Python's version if that runs and finds `modules`, `slow` if it didn't answer in time, undefined if it is broken:
 * the interpreter that it was made of may have been removed or replaced.
 */
export function askVenv(venv, modules, { withinMs = RUNS_WITHIN_MS, stderr = 'ignore' } = {}) {
	const code = `import sys, ${modules}; print("%d.%d" % sys.version_info[:2])`;
	return ask(venv, [code], { withinMs, stderr });
}

function ask(venv, codeAndArgs, { withinMs, stderr = 'ignore' }) {
	// Isolated: what else the user's PYTHONPATH holds proves nothing.
	const { status, stdout, error } = spawnSync(pythonOf(venv), ['-I', '-c', ...codeAndArgs], {
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', stderr],
		timeout: withinMs,
		killSignal: 'SIGKILL',
	});
	if (error?.code === 'ETIMEDOUT') return 'slow';
	return status === 0 ? stdout.trim() : undefined;
}

/** What an environment is made for. Node is no part of it: it only starts the programs. */
export function inputsOf(root) {
	return { packages: fingerprint(root, ['trainer/lock.txt'], TORCH), cuda: hasCudaDriver() };
}

export function writeStamp(venv, inputs, python) {
	writeFileSync(stampOf(venv), JSON.stringify({ ...inputs, python }));
}

/** Whether the environment was finished once, by whatever version of this script, and still runs. */
export function isUsable(venv) {
	return existsSync(stampOf(venv)) && askVenv(venv, 'fastapi') !== undefined;
}

/**
 * Whether there is nothing to set up. Where the stamp doesn't say so, the packages are asked themselves: an environment
 * of 1.8 GB, perhaps in use, isn't made again because an older script stamped it, or nobody did.
 */
export function isUpToDate(root) {
	const venv = venvOf(root);
	const answer = askVenv(venv, 'fastapi');
	if (answer === undefined) return false;
	const named = namedVersion();
	const isWanted = (python) => named === undefined || python === named;
	const inputs = inputsOf(root);
	const stamp = readStamp(venv);
	if (isFor(stamp, inputs) && (answer === 'slow' || answer === stamp.python))
		return isWanted(stamp.python);
	const python = versionIfComplete(root, inputs.cuda);
	if (python === undefined || !isWanted(python)) return false;
	try {
		writeStamp(venv, inputs, python);
	} catch (error) {
		console.warn(`The trainer’s stamp could not be written: ${error.message}`);
	}
	return true;
}

/** A build for CUDA computes on the processor too, so a driver that went away asks for nothing. */
function isFor(stamp, inputs) {
	return stamp?.packages === inputs.packages && (stamp.cuda || !inputs.cuda);
}

function versionIfComplete(root, needsCuda) {
	const args = [COMPLETE, join(root, 'trainer/lock.txt'), TORCH, String(needsCuda)];
	const answer = ask(venvOf(root), args, { withinMs: COMPLETE_WITHIN_MS });
	return answer === 'slow' ? undefined : answer;
}

/** Undefined when there is none, or one of an older script, which is a bare hash. */
function readStamp(venv) {
	if (!existsSync(stampOf(venv))) return undefined;
	try {
		return JSON.parse(readFileSync(stampOf(venv), 'utf8'));
	} catch (error) {
		if (error instanceof SyntaxError) return undefined;
		throw error;
	}
}
