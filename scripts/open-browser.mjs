/** Opens an address in the user's browser, where there is one. */
import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const COMMANDS = {
	darwin: ['open'],
	linux: ['xdg-open'],
	// `start` takes its first quoted argument for a title.
	win32: ['cmd', '/c', 'start', '""'],
};

/** How long the command may run before it counts as the browser itself. */
const ASKED_MS = 2000;
/** A browser that isn't running yet needs some seconds to its first page. */
const KEPT_MS = 15_000;

/**
 * Resolves with whether a browser was asked; never rejects. What stands behind a # is secret, and every user of the
 * machine can read a command line: the browser is given a file in `folder` then, readable by its owner only, that leads
 * on. It is deleted after 15 s, before which this process doesn't end by itself. In `folder` rather than in /tmp, which
 * is another one for browsers that run in a sandbox.
 */
export async function openBrowser(address, folder) {
	if (!address.includes('#')) return ask(address);
	const page = join(folder, `open-${new URL(address).port}.html`);
	try {
		writeLeadingOn(page, address);
	} catch (error) {
		console.warn(`The browser can’t be opened: ${error.message}`);
		return false;
	}
	const remove = () => rmSync(page, { force: true });
	process.once('exit', remove);
	const wasAsked = await ask(page);
	if (wasAsked) setTimeout(remove, KEPT_MS);
	else remove();
	return wasAsked;
}

function writeLeadingOn(page, address) {
	const target = address.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
	const html = `<!doctype html>
<meta charset="utf-8">
<title>Retort</title>
<meta http-equiv="refresh" content="0; url=${target}">
<a href="${target}">Open Retort</a>
`;
	// One that a killed start left: its mode may be another.
	rmSync(page, { force: true });
	writeFileSync(page, html, { mode: 0o600, flag: 'wx' });
}

function ask(target) {
	const [command, ...args] = COMMANDS[process.platform] ?? COMMANDS.linux;
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
