/** Debian's packages, where we may install them without a question. */
import { existsSync } from 'node:fs';
import { runCommand } from './run-command.mjs';

export function isDebianRoot() {
	return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/** Installs a Debian package; a failure is told by what is still missing afterwards. */
export async function aptInstall(name) {
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	const install = ['install', '-y', '-qq', '--no-install-recommends', name];
	for (const args of [['update', '-qq'], install])
		await runCommand('apt-get', args, { env, quiet: true, label: 'apt-get' }).catch((error) =>
			console.warn(error.message),
		);
}
