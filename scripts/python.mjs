/** The trainer's Python: what the last set-up came to, and the set-up. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { restoreFolder } from './beside.mjs';
import { findPython, isPythonRefused, noPython } from './find-python.mjs';
import { makeVenv } from './make-venv.mjs';
import { TrainerSetupError } from './setup-error.mjs';
import { isUpToDate, isUsable, pythonOf, venvOf } from './venv.mjs';

/** The virtual environment's python. */
export function trainerPython(root) {
	return pythonOf(venvOf(root));
}

/** Why there can't be a trainer here, whatever is installed; undefined where there can. */
function obstacle() {
	if (process.platform === 'win32')
		// It needs process groups, file locks and signals that Windows doesn't have.
		return {
			ok: false,
			reason: 'The trainer runs on Linux and macOS.',
			fix: 'On Windows use WSL: run npm start there.',
		};
	return isPythonRefused() ? noPython() : undefined;
}

/** What the last set-up came to: `{ ok: true, python }` or `{ ok: false, reason, fix }`. */
export function trainerSetup(root) {
	const told = obstacle() ?? readReport(root);
	if (told?.ok === false) return told;
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
	try {
		await install(root);
		keepReport(root, { ok: true });
	} catch (error) {
		const fix = error.fix ?? 'Read the messages above, then run npm start again.';
		const told = { ok: false, reason: error.message, fix };
		const goesOn = obstacle() === undefined && isUsable(venvOf(root));
		keepReport(root, goesOn ? { ok: true } : told);
		const outcome = goesOn
			? ['the trainer is not up to date.', 'Until then it runs with the packages of before.']
			: ['no trainer.', 'Everything but training works.'];
		console.warn(`Warning: ${outcome[0]} ${told.reason} ${told.fix} ${outcome[1]}`);
	}
}

async function install(root) {
	const told = obstacle();
	if (told) throw new TrainerSetupError(told.reason, told.fix);
	restoreFolder(venvOf(root), venvOf(root));
	if (isUpToDate(root)) return;
	const python = await findPython();
	console.log('Installing the trainer: Python packages with PyTorch (one to three minutes) …');
	await makeVenv(root, python);
}

const reportOf = (root) => join(root, '.retort/trainer-setup.json');

/** Undefined when there is none, or none that can be read. */
function readReport(root) {
	try {
		return JSON.parse(readFileSync(reportOf(root), 'utf8'));
	} catch {
		return undefined;
	}
}

/** Writes nothing where nothing changes: an installed checkout may be read-only. */
function keepReport(root, told) {
	const before = readReport(root) ?? { ok: true };
	if (JSON.stringify(before) === JSON.stringify(told)) return;
	try {
		mkdirSync(join(root, '.retort'), { recursive: true });
		writeFileSync(reportOf(root), `${JSON.stringify(told)}\n`);
	} catch (error) {
		console.warn(`Warning: what the set-up came to can’t be kept: ${error.message}`);
	}
}
