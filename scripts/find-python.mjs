/** Which Python of this machine the trainer's environment is made with. */
import { spawnSync } from 'node:child_process';
import { aptInstall, isDebianRoot } from './apt.mjs';
import { TrainerSetupError } from './setup-error.mjs';

/** The minor versions of Python 3 that trainer/lock.txt has wheels for, all of them. */
const OLDEST = 11;
const NEWEST = 14;
const VERSIONS = `Python 3.${OLDEST} to 3.${NEWEST}`;
const NAMES = ['python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3', 'python'];
const ANSWERS_WITHIN_MS = 10_000;

/** RETORT_PYTHON names the Python to use; `none` stands for a machine without one. */
export function isPythonRefused() {
	return process.env.RETORT_PYTHON === 'none';
}

/** The version of the Python that the user named, like `3.12`; undefined when none is named, or it doesn't run. */
export function namedVersion() {
	const named = process.env.RETORT_PYTHON;
	return named ? look(named)?.version : undefined;
}

export function noPython() {
	return {
		ok: false,
		reason: `There is no Python 3.${OLDEST} or newer with venv.`,
		fix: `Install ${VERSIONS} (Debian: apt-get install python3 python3-venv), then run npm start again.`,
	};
}

/** The command of a Python that will do; throws a TrainerSetupError that says what to install. */
export async function findPython() {
	let found = lookAtAll();
	if (!found.some(isFit) && found.some(isSupported) && isDebianRoot()) {
		await aptInstall('python3-venv');
		found = lookAtAll();
	}
	const fit = found.find(isFit);
	if (fit) return fit.command;
	const newer = found.find(({ minor }) => minor > NEWEST);
	if (newer === undefined || found.some(isSupported)) {
		const { reason, fix } = noPython();
		throw new TrainerSetupError(reason, fix);
	}
	throw new TrainerSetupError(
		`Python ${newer.version} is newer than the trainer’s packages support.`,
		`Install one of ${VERSIONS} beside it (RETORT_PYTHON=/path/to/python names one), then run npm start again.`,
	);
}

const isSupported = ({ minor }) => minor >= OLDEST && minor <= NEWEST;
const isFit = (python) => isSupported(python) && python.hasVenv;

function lookAtAll() {
	if (isPythonRefused()) return [];
	const names = process.env.RETORT_PYTHON ? [process.env.RETORT_PYTHON] : NAMES;
	return names.map(look).filter((python) => python !== undefined);
}

/** What a Python says of itself; undefined when it isn't there, or is no Python 3. */
function look(command) {
	// Flushed, since a missing module ends it.
	const code =
		'import sys; print("%d.%d" % sys.version_info[:2], flush=True); import venv, ensurepip';
	const { status, stdout } = spawnSync(command, ['-c', code], {
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'ignore'],
		timeout: ANSWERS_WITHIN_MS,
	});
	const [version, minor] = /^3\.(\d+)$/m.exec(stdout ?? '') ?? [];
	return version ? { command, version, minor: Number(minor), hasVenv: status === 0 } : undefined;
}
