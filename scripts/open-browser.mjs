/** Opens an address in the user's browser, where there is one. */
import { spawn } from 'node:child_process';

const COMMANDS = {
	darwin: ['open'],
	linux: ['xdg-open'],
	// `start` takes its first quoted argument for a title.
	win32: ['cmd', '/c', 'start', '""'],
};

/** How long the command may run before it counts as the browser itself. */
const ASKED_MS = 2000;

/** Resolves with whether a browser was asked; never rejects. */
export function openBrowser(address) {
	const [command, ...args] = COMMANDS[process.platform] ?? COMMANDS.linux;
	const target = process.platform === 'win32' ? address.replaceAll('&', '^&') : address;
	return new Promise((resolve) => {
		const child = spawn(command, [...args, target], { stdio: 'ignore', detached: true });
		const timer = setTimeout(() => resolve(true), ASKED_MS);
		const end = (wasAsked) => {
			clearTimeout(timer);
			resolve(wasAsked);
		};
		child.once('error', () => end(false));
		child.once('exit', (code) => end(code === 0));
		child.unref();
	});
}
