/** Runs a program with its output shown and a sign of life for those that say nothing. */
import { spawn } from 'node:child_process';

const SIGN_OF_LIFE_MS = 15_000;

/** A program that ended badly; its output has said the rest. */
export class CommandError extends Error {
	name = 'CommandError';
}

/**
 * Resolves when `command` has ended with 0; rejects with a CommandError that has the command line and
 * how it ended. While it runs, a line every 15 s says that `label` goes on, since npm and pip are
 * silent without a terminal. `quiet` hides the output and puts its last 2,000 characters into the error.
 */
export function runCommand(command, args, { label, quiet = false, ...options } = {}) {
	const started = Date.now();
	const timer = setInterval(() => {
		const seconds = Math.round((Date.now() - started) / 1000);
		console.log(`… ${label ?? command} goes on (${seconds} s)`);
	}, SIGN_OF_LIFE_MS);
	return new Promise((resolve, reject) => {
		const stdio = quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'];
		const child = spawn(command, args, { stdio, ...options });
		let tail = '';
		const keep = (chunk) => (tail = (tail + String(chunk)).slice(-2000));
		child.stdout?.on('data', keep);
		child.stderr?.on('data', keep);
		child.on('error', reject);
		child.on('close', (code, signal) => {
			if (code === 0) resolve();
			else
				reject(
					new CommandError(
						`${command} ${args.join(' ')} ended with ${signal ?? code}\n${tail}`.trim(),
					),
				);
		});
	}).finally(() => clearInterval(timer));
}
