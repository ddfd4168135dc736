/** The address that the page is opened with, by the start that serves it and by a later one that finds it running. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** With a trainer, its link travels behind the #, which no server sees. */
export function pageAddress(port, link) {
	const address = `http://localhost:${port}/`;
	if (link === undefined) return address;
	return `${address}#link=${Buffer.from(JSON.stringify(link)).toString('base64url')}`;
}

/** The token in the trainer's link file of `home`; undefined where there is none. */
export function readToken(home) {
	const file = join(home, 'link-token');
	return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

const noteOf = (home, port) => join(home, `serving-${port}.json`);

/** Notes in `home` that this process serves the port, until it ends. */
export function noteServing(home, port) {
	const note = noteOf(home, port);
	try {
		mkdirSync(home, { recursive: true });
		writeFileSync(note, JSON.stringify({ pid: process.pid }), { mode: 0o600 });
	} catch {
		// A read-only checkout: a later start then opens the page without the link.
		return;
	}
	process.once('exit', () => rmSync(note, { force: true }));
}

/**
 * The link to the trainer of the Retort that runs at the port and says `facts`, if it is one of `home`, undefined
 * otherwise. Anybody on this machine can say such facts: only our own note, of a process of ours that lives, shows that
 * the page that gets the token is ours.
 */
export function linkOfRunning(home, port, facts) {
	const { trainer } = facts;
	const token = readToken(home);
	if (trainer?.state !== 'running' || token === undefined || !isServing(home, port))
		return undefined;
	return { url: trainer.url, token };
}

function isServing(home, port) {
	try {
		return process.kill(JSON.parse(readFileSync(noteOf(home, port), 'utf8')).pid, 0);
	} catch {
		return false;
	}
}
