/** What an end-to-end test stands on: the built app served on loopback, a real trainer, a browser with a profile of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { appHandler, listenOnLoopback } from '../../scripts/app-server.mjs';
import { findChromium } from '../../scripts/chromium.mjs';
import { TrainerService } from '../../scripts/trainer-service.mjs';
import { CHROMIUM_FLAGS } from '../../playwright.config.ts';

export const ROOT = join(import.meta.dirname, '../..');

export type StackOptions = {
	/** Path of the trainer's list of bases. */
	readonly bases?: string;
	/** false: a page without a trainer. */
	readonly trainer?: boolean;
	/** Path of the built app, in place of the one of this folder. */
	readonly dist?: string;
};

export class Stack {
	readonly folder = mkdtempSync(join(tmpdir(), 'retort-e2e-'));
	/** What the browser reported that nobody expected: errors, warnings, requests that left the machine. */
	readonly faults: string[] = [];
	readonly service: TrainerService;
	readonly origin: string;
	readonly #close: () => void;
	readonly #contexts = new Set<BrowserContext>();

	private constructor(port: number, close: () => void, options: StackOptions) {
		this.origin = `http://localhost:${port}`;
		this.#close = close;
		this.service = new TrainerService(
			ROOT,
			{
				port: port + 1,
				origins: [this.origin],
				home: this.folder,
				...(options.bases === undefined ? {} : { bases: options.bases }),
			},
			(line: string) => {
				console.log(line);
			},
		);
	}

	static async start(options: StackOptions = {}): Promise<Stack> {
		const started: { service?: TrainerService } = {};
		const facts = () => ({
			name: 'retort',
			version: '0',
			port: 4747,
			usualPort: 4747,
			trainer: started.service?.state,
		});
		const server = await listenOnLoopback(appHandler(options.dist ?? join(ROOT, 'dist'), facts), 0);
		const close = () => {
			server.close();
		};
		const stack = new Stack(server.port, close, options);
		started.service = stack.service;
		if (options.trainer !== false) {
			await stack.service.start();
			await stack.service.settled;
		}
		return stack;
	}

	/** The address that `npm start` opens. */
	get address(): string {
		const { link } = this.service;
		if (link === undefined) return `${this.origin}/`;
		return `${this.origin}/#link=${Buffer.from(JSON.stringify(link)).toString('base64url')}`;
	}

	/** Path of the browser's profile. */
	get profile(): string {
		return join(this.folder, 'profile');
	}

	/** A browser on this stack's profile; what it reports is collected in `faults`. */
	async browse(): Promise<{ context: BrowserContext; page: Page }> {
		const context = await chromium.launchPersistentContext(this.profile, {
			executablePath: findChromium(),
			args: CHROMIUM_FLAGS,
			viewport: { width: 1280, height: 900 },
			// Without a GPU the moving marks would be painted by the processor that trains.
			reducedMotion: 'reduce',
		});
		this.#contexts.add(context);
		context.once('close', () => this.#contexts.delete(context));
		const page = context.pages()[0] ?? (await context.newPage());
		page.on('console', (message) => {
			if (['error', 'warning'].includes(message.type())) this.faults.push(message.text());
		});
		page.on('pageerror', (error) => this.faults.push(error.message));
		context.on('request', (request) => {
			if (!/^(http:\/\/(localhost|127\.0\.0\.1):|blob:|data:)/.test(request.url()))
				this.faults.push(`left the machine: ${request.url()}`);
		});
		return { context, page };
	}

	/** Opens the address that `npm start` opens, and waits until the trainer is linked. */
	async open(page: Page): Promise<void> {
		await page.goto(this.address);
		await page.getByText('Linked the trainer').waitFor();
	}

	async stop(): Promise<void> {
		for (const context of this.#contexts) await context.close();
		this.#close();
		await this.service.stop();
		rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
	}
}

/** Kills a browser the hard way, as a crash would: SIGKILL to its main process. When that was, Unix ms. */
export async function killBrowser(context: BrowserContext): Promise<number> {
	const gone = new Promise((resolve) => context.once('close', resolve));
	const pid = await browserPid(context);
	const at = Date.now();
	process.kill(pid, 'SIGKILL');
	await gone;
	return at;
}

/** The browser process, asked over the debugging protocol: of all Chromium processes it has type 'browser'. */
export async function browserPid(context: BrowserContext): Promise<number> {
	const browser = context.browser();
	if (browser === null) throw new Error('the context has no browser');
	const session = await browser.newBrowserCDPSession();
	const { processInfo } = await session.send('SystemInfo.getProcessInfo');
	const main = processInfo.find(({ type }) => type === 'browser');
	if (main === undefined) throw new Error('no browser process');
	return main.id;
}
