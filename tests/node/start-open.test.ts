import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findChromium } from '../../scripts/chromium.mjs';
import { CHROMIUM_FLAGS } from '../../playwright.config.ts';
import {
	isListening,
	somePort,
	type Start,
	StartProject,
	WITHOUT_PYTHON,
} from './start-project.ts';

let project: StartProject;
let port: number;
let trainerPort: number;

beforeEach(async () => {
	project = new StartProject();
	port = await somePort();
	trainerPort = await somePort();
	browser('exit 0');
});
afterEach(async () => {
	await project.remove();
});

/** The command that opens a browser: notes what it is given, and keeps a copy of that where it is a file. */
function browser(end: string): void {
	for (const name of ['xdg-open', 'open']) {
		const command = `#!/bin/sh\necho "$@" >> ${project.root}/asked\ncp -p "$1" ${project.root}/page 2>/dev/null\n${end}\n`;
		project.write(`bin/${name}`, command);
		chmodSync(join(project.root, 'bin', name), 0o755);
	}
}

function start(env: Readonly<Record<string, string>> = {}): Start {
	const path = join(project.root, 'bin') + delimiter + String(process.env['PATH']);
	const args = ['--port', String(port), '--trainer-port', String(trainerPort)];
	return project.start(args, { opens: true, env: { ...env, PATH: path } });
}

const asked = () => readFileSync(join(project.root, 'asked'), 'utf8').trim().split('\n');
const pagePath = () => join(project.root, `.retort/open-${port}.html`);
const page = () => readFileSync(join(project.root, 'page'), 'utf8');
const address = () => `http://localhost:${port}/`;

/** The link of an address in a text. */
function linkIn(text: string): unknown {
	const link = /#link=([\w-]+)/.exec(text)?.[1] ?? '';
	return JSON.parse(Buffer.from(link, 'base64url').toString());
}
const ownLink = () => ({ url: `http://127.0.0.1:${trainerPort}`, token: 'rt-secret' });

describe('npm start opens the page', () => {
	it('by a file that only its owner can read, so that no command line holds the token', async () => {
		project.addTrainer();
		const first = start();
		await first.line(/is ready/);
		await vi.waitFor(() => {
			expect(asked()).toEqual([pagePath()]);
		});
		await vi.waitFor(() => {
			expect(linkIn(page())).toEqual(ownLink());
		});
		expect(statSync(pagePath()).mode & 0o777).toBe(0o600);
		first.process.kill('SIGTERM');
		await first.ended;
		expect(existsSync(pagePath())).toBe(false);
		expect(first.lines.join('\n')).not.toContain('#link');
	});

	it('by its address when there is no secret in it', async () => {
		await start(WITHOUT_PYTHON.env).line(/is ready/);
		await vi.waitFor(() => {
			expect(asked()).toEqual([address()]);
		});
	});

	it('and says the address when no browser can be opened', async () => {
		browser('exit 3');
		project.addTrainer();
		const open = await start().line(/^Open /);
		expect(linkIn(open)).toEqual(ownLink());
		expect(existsSync(pagePath())).toBe(false);
	});
});

describe('npm start where Retort is running', () => {
	it('opens the page with the link when it is that of the same folder', async () => {
		project.addTrainer();
		const first = project.start(['--port', String(port), '--trainer-port', String(trainerPort)]);
		await first.line(/^Open/);
		const second = start();
		await second.line(/already running.*opening it/);
		await vi.waitFor(() => {
			expect(linkIn(page())).toEqual(ownLink());
		});
		second.process.kill('SIGTERM');
		await second.ended;
		expect(await isListening(port)).toBe(true);
	});

	it('gives the token to nobody who only says to be Retort', async () => {
		const url = 'http://127.0.0.1:9';
		const facts = { name: 'retort', trainer: { state: 'running', url } };
		const other = createServer((_, response) => response.end(JSON.stringify(facts)));
		await listen(other, port);
		project.write('.retort/link-token', 'rt-secret\n');
		// As a start that was killed leaves it.
		project.write(`.retort/serving-${port}.json`, '{"pid":99999999}');
		await start().line(/already running/);
		await vi.waitFor(() => {
			expect(asked()).toEqual([address()]);
		});
		other.close();
	});

	it('takes back its note at its end', async () => {
		const note = join(project.root, `.retort/serving-${port}.json`);
		const first = start(WITHOUT_PYTHON.env);
		await first.line(/is ready/);
		expect(JSON.parse(readFileSync(note, 'utf8'))).toEqual({ pid: first.process.pid });
		first.process.kill('SIGTERM');
		await first.ended;
		expect(existsSync(note)).toBe(false);
	});
});

function listen(server: Server, at: number): Promise<void> {
	return new Promise((resolve) => server.listen(at, '127.0.0.1', resolve));
}

it('Chromium follows the file to the page, with the link', async () => {
	project.addTrainer();
	await start().line(/is ready/);
	await vi.waitFor(() => {
		expect(linkIn(page())).toEqual(ownLink());
	});
	const copy = join(project.root, 'page.html');
	writeFileSync(copy, page());
	const chrome = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS });
	try {
		const tab = await chrome.newPage();
		await tab.goto(`file://${copy}`);
		await tab.waitForURL(`${address()}#link=*`);
		expect(linkIn(tab.url())).toEqual(ownLink());
		expect(await tab.title()).toBe('Retort');
		// The tab's first, blank page, and this one: going back doesn't lead to a file that is gone.
		expect(await tab.evaluate('[history.length, document.referrer]')).toEqual([2, '']);
	} finally {
		await chrome.close();
	}
});
