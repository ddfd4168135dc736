/** Keeps the local trainer running: starts it, restarts it with growing pauses, stops it with us. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { readToken } from './page-address.mjs';
import { freePort } from './ports.mjs';
import { trainerSetup } from './python.mjs';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;
/** So many ends in a row, the last before the service was ready, and we give up. */
const MOST_ENDS = 4;
/** An end after so long a time counts as the first. */
const STEADY_MS = 60_000;
const READY_WITHIN_MS = 60_000;
/** A stopping service pauses its job and lets it write its checkpoint. */
const STOP_WITHIN_MS = 30_000;
/** How the service ends when another one works in its data folder (retort_trainer/server/serve.py). */
const EXIT_DATA_BUSY = 4;

/**
 * The trainer as a child of ours. `state` is what /retort.json says of it:
 * `{ state: 'running', url }` or `{ state: 'missing' | 'failed', reason, fix }`.
 */
export class TrainerService {
	state = {
		state: 'failed',
		reason: 'The trainer is still starting.',
		fix: 'Wait a few seconds, then look again.',
	};
	#root;
	#options;
	#say;
	#child;
	#timer;
	#isStopping = false;
	#ends = 0;
	#readyAt;
	#lastLines = [];
	#settle;
	/** Resolves once the trainer is ready, missing or has failed for the first time. */
	settled = new Promise((resolve) => (this.#settle = resolve));

	/**
	 * `options`: port (preferred), origins; for tests and benches also `home`, where its data and link are kept (default
	 * .retort), and `bases`, the file that lists them. `say` is told what happens, a line at a time.
	 */
	constructor(root, options, say) {
		this.#root = root;
		this.#options = options;
		this.#say = say;
	}

	/** Starts it, unless it isn't installed. */
	async start() {
		const setup = trainerSetup(this.#root);
		if (!setup.ok) {
			this.#report({ state: 'missing', reason: setup.reason, fix: setup.fix });
			return;
		}
		const port = await freePort(this.#options.port).catch((error) => {
			const fix = 'Take another: npm start -- --trainer-port 4748.';
			this.#report({ state: 'failed', reason: error.message, fix });
		});
		if (this.#isStopping || port === undefined) return;
		this.#options.port = port;
		this.#launch(setup.python, port);
	}

	/** Resolves when no process of the trainer's is left. */
	async stop() {
		this.#isStopping = true;
		clearTimeout(this.#timer);
		this.#settle();
		const child = this.#child;
		if (!child) return;
		const ended = new Promise((resolve) => child.once('close', resolve));
		child.kill('SIGTERM');
		const hard = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
		await ended;
		clearTimeout(hard);
	}

	#launch(python, port) {
		const child = spawn(python, this.#command(port), {
			cwd: this.#root,
			// A pipe as input: its end tells the service that we are gone, even by SIGKILL.
			stdio: ['pipe', 'pipe', 'pipe'],
			env: { ...process.env, PYTHONPATH: pythonPath(this.#root), PYTHONUNBUFFERED: '1' },
			// A group of its own: Ctrl-C reaches us alone, and we stop it in order.
			detached: process.platform !== 'win32',
		});
		this.#child = child;
		this.#lastLines = [];
		const late = setTimeout(() => child.kill('SIGKILL'), READY_WITHIN_MS);
		createInterface({ input: child.stdout }).on('line', (line) => {
			if (!isReadyLine(line)) return;
			clearTimeout(late);
			this.#ready(`http://127.0.0.1:${port}`);
		});
		createInterface({ input: child.stderr }).on('line', (line) => this.#remember(line));
		child.on('error', (error) => this.#remember(error.message));
		child.on('close', (code, signal) => {
			clearTimeout(late);
			if (code === EXIT_DATA_BUSY) this.#isTaken();
			else this.#ended(signal ?? `code ${code}`);
		});
	}

	#command(port) {
		const { origins, home = join(this.#root, '.retort'), bases } = this.#options;
		const lists = [bases, join(home, 'bases.json'), join(this.#root, 'trainer/bases.default.json')];
		const list = lists.find((path) => path !== undefined && existsSync(path));
		return [
			join(import.meta.dirname, 'serve-trainer.py'),
			'serve',
			...['--port', String(port), '--data', join(home, 'trainer')],
			...origins.flatMap((origin) => ['--origin', origin]),
			...(list ? ['--bases', list] : []),
			...['--link-file', join(home, 'link-token')],
		];
	}

	/** The link that the page is opened with; undefined until the trainer runs. */
	get link() {
		const { home = join(this.#root, '.retort') } = this.#options;
		const token = readToken(home);
		if (this.state.state !== 'running' || token === undefined) return undefined;
		return { url: this.state.url, token };
	}

	/** Its process, for tests that kill it; undefined while none runs. */
	get pid() {
		return this.#child?.pid;
	}

	#remember(line) {
		this.#lastLines = [...this.#lastLines, line].slice(-5);
	}

	#ready(url) {
		if (this.#ends > 0) this.#say(`The trainer is running again at ${url}`);
		this.#readyAt = Date.now();
		this.state = { state: 'running', url };
		this.#settle();
	}

	#ended(how) {
		this.#child = undefined;
		if (this.#isStopping) return;
		const wasReady = this.#readyAt !== undefined;
		if (wasReady && Date.now() - this.#readyAt > STEADY_MS) this.#ends = 0;
		this.#readyAt = undefined;
		this.#ends++;
		const last = this.#lastLines.at(-1);
		const reason = `The trainer ended (${how})${last ? `: ${last}` : ''}.`;
		if (this.#ends >= MOST_ENDS && !wasReady) {
			const fix =
				'Run npm start again; if it goes on, delete trainer/.venv to have it set up anew.';
			this.#report({ state: 'failed', reason, fix });
			return;
		}
		const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#ends - 1));
		this.#report({ state: 'failed', reason, fix: `It is started again in ${pauseMs / 1000} s.` });
		this.#timer = setTimeout(() => this.#startAgain(), pauseMs);
	}

	/** Two starts of one checkout on different ports: the data have one keeper, and ours waits for its end. */
	#isTaken() {
		this.#child = undefined;
		if (this.#isStopping) return;
		this.#report({
			state: 'failed',
			reason: 'The trainer of this folder belongs to another start of Retort.',
			fix: 'Stop the other one, and this one takes over within 30 s.',
		});
		this.#timer = setTimeout(() => this.#startAgain(), LONGEST_PAUSE_MS);
	}

	#startAgain() {
		this.start().catch((error) => {
			this.#report({ state: 'failed', reason: error.message, fix: 'Run npm start again.' });
		});
	}

	#report(state) {
		this.state = state;
		this.#say(`Warning: ${state.reason} ${state.fix} Everything but training works.`);
		this.#settle();
	}
}

function pythonPath(root) {
	const own = join(root, 'trainer');
	return process.env.PYTHONPATH ? own + delimiter + process.env.PYTHONPATH : own;
}

/** The service prints one line of JSON, `{"ready": true, …}`, once it answers. */
function isReadyLine(line) {
	try {
		return JSON.parse(line)?.ready === true;
	} catch (error) {
		if (error instanceof SyntaxError) return false;
		throw error;
	}
}
