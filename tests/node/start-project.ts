/** A small checkout for tests of `npm start`: our real scripts, a build of one line, a trainer of standard Python. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

const SCRIPTS = join(import.meta.dirname, '../../scripts');

/** Stands for `vite build`: counts the builds in builds.txt. */
const BUILD = `
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
const dist = process.argv[process.argv.indexOf('--outDir') + 1];
mkdirSync(dist + '/assets', { recursive: true });
writeFileSync(dist + '/index.html', '<!doctype html><title>Retort</title>');
writeFileSync(dist + '/assets/app-1.js', 'export const answer = 42;');
appendFileSync('builds.txt', 'x');
`;

/** Stands for the trainer service: listens, writes the link file, says that it is ready, waits for its end. */
const TRAINER = `
import json, signal, socket, sys, threading
option = lambda name: sys.argv[sys.argv.index(name) + 1]
server = socket.create_server(("127.0.0.1", int(option("--port"))))
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
open(option("--link-file"), "w").write("rt-secret\\n")
print(json.dumps({"ready": True, "url": "http://127.0.0.1:" + option("--port")}), flush=True)
`;
const FOR_EVER = 'threading.Event().wait()\n';
/** Ends by an error once, a second after it was ready; lives the next time. */
export const TRAINER_THAT_DIES_ONCE = `${TRAINER}
import os
if not os.path.exists("died-before"):
    open("died-before", "w").close()
    threading.Event().wait(1)
    sys.exit("out of memory")
${FOR_EVER}`;

export type StartOptions = {
	readonly env?: Readonly<Record<string, string>>;
	/** `npm`: as `npm start`, with npm and a shell above it. */
	readonly by?: 'node' | 'npm';
	/** Opens a browser; a test puts one of its own before the machine's. */
	readonly opens?: boolean;
};

/** The environment of a machine without Python. */
export const WITHOUT_PYTHON: StartOptions = { env: { RETORT_PYTHON: 'none' } };

export class StartProject {
	readonly root = mkdtempSync(join(tmpdir(), 'retort-start-'));
	readonly #running: Start[] = [];

	constructor() {
		cpSync(SCRIPTS, join(this.root, 'scripts'), { recursive: true });
		this.write(
			'package.json',
			JSON.stringify({
				name: 'retort',
				version: '1.2.3',
				type: 'module',
				scripts: { start: 'node scripts/start.mjs --no-open' },
			}),
		);
		this.write('src/main.ts', 'export {};');
		this.write('node_modules/vite/bin/vite.js', BUILD);
	}

	/** One with two ports that nobody listens on, and the arguments that name them. */
	static async onFreePorts(): Promise<{
		project: StartProject;
		port: number;
		trainerPort: number;
		args: readonly string[];
	}> {
		const [port, trainerPort] = [await somePort(), await somePort()];
		const args = ['--port', String(port), '--trainer-port', String(trainerPort)];
		return { project: new StartProject(), port, trainerPort, args };
	}

	write(path: string, text: string): void {
		mkdirSync(dirname(join(this.root, path)), { recursive: true });
		writeFileSync(join(this.root, path), text);
	}

	/** A trainer whose Python is the machine's, and whose service is `code`. */
	addTrainer(code = TRAINER + FOR_EVER): void {
		const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)']);
		const place = join(this.root, 'trainer/.venv/bin/python');
		mkdirSync(dirname(place), { recursive: true });
		symlinkSync(String(python).trim(), place);
		this.write('trainer/retort_trainer/__init__.py', '');
		this.write('trainer/retort_trainer/__main__.py', code);
	}

	start(args: readonly string[], options: StartOptions = {}): Start {
		const start = new Start(this.root, args, options);
		this.#running.push(start);
		return start;
	}

	async remove(): Promise<void> {
		for (const start of this.#running) {
			start.process.kill('SIGKILL');
			await start.ended;
		}
		rmSync(this.root, { recursive: true, force: true });
	}
}

/** One `node scripts/start.mjs` and what it says. */
export class Start {
	readonly process: ChildProcess;
	readonly lines: string[] = [];
	readonly ended: Promise<number | null>;
	#onLine: () => void = () => undefined;

	constructor(root: string, args: readonly string[], options: StartOptions) {
		const { env = {}, by = 'node', opens = false } = options;
		const noOpen = opens ? [] : ['--no-open'];
		const node = [process.execPath, 'scripts/start.mjs', ...noOpen, ...args] as const;
		const [command, ...rest] = by === 'npm' ? ['npm', 'start', '--', ...args] : node;
		this.process = spawn(command, rest, {
			cwd: root,
			env: { ...process.env, npm_lifecycle_event: undefined, ...env },
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		for (const stream of [this.process.stdout, this.process.stderr])
			if (stream)
				createInterface({ input: stream }).on('line', (line) => {
					this.lines.push(line);
					this.#onLine();
				});
		this.ended = new Promise((resolve) => this.process.once('close', resolve));
	}

	/** Resolves with the first line that matches; rejects when the process ends without one. */
	async line(pattern: RegExp): Promise<string> {
		const found = () => this.lines.find((line) => pattern.test(line));
		const said = new Promise<string>((resolve) => {
			this.#onLine = () => {
				const line = found();
				if (line !== undefined) resolve(line);
			};
			this.#onLine();
		});
		const late = this.ended.then((code) => {
			const line = found();
			if (line !== undefined) return line;
			throw new Error(`ended with ${String(code)}: ${this.lines.join('\n')}`);
		});
		return Promise.race([said, late]);
	}
}

/** Whether anybody listens on the port. */
export function isListening(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1');
		socket.once('connect', () => {
			socket.destroy();
			resolve(true);
		});
		socket.once('error', () => {
			resolve(false);
		});
	});
}

/** A port that is free just now. */
export function somePort(): Promise<number> {
	return new Promise((resolve) => {
		const server = createServer();
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			const port = typeof address === 'object' && address !== null ? address.port : 0;
			server.close(() => {
				resolve(port);
			});
		});
	});
}
