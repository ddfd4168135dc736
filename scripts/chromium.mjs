/** Finds a Chromium for the tests, installing Debian's where that needs no question. */
import { existsSync } from 'node:fs';
import { aptInstall, isDebianRoot } from './apt.mjs';

const KNOWN = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/usr/bin/google-chrome-stable',
	'/snap/bin/chromium',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
	'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** Path of the browser that the tests use, or undefined; CHROME_PATH goes first. Throws when that is wrong. */
export function findChromium() {
	const asked = process.env.CHROME_PATH;
	if (asked && !existsSync(asked))
		throw new Error(`CHROME_PATH is ${asked}, where there is no file.`);
	return asked || KNOWN.find((path) => existsSync(path));
}

/** As `findChromium`, installing Debian's package when we are root; throws with what to do. */
export async function ensureChromium() {
	if (findChromium() === undefined && isDebianRoot()) {
		console.log('Installing Chromium for the tests (about a minute) …');
		await aptInstall('chromium');
	}
	const path = findChromium();
	if (path) return path;
	throw new Error(
		'The tests need Chromium or Chrome. Debian: apt-get install chromium. Elsewhere install Chrome, or set CHROME_PATH to one.',
	);
}
