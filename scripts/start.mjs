/** `npm start`: builds what is stale, serves the app, keeps a trainer beside it, and opens the page. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { appHandler, listenOnLoopback } from './app-server.mjs';
import { buildApp } from './build-app.mjs';
import { whenNpmIsGone } from './npm-parent.mjs';
import { openBrowser } from './open-browser.mjs';
import { linkOfRunning, noteServing, pageAddress } from './page-address.mjs';
import { portRefusal, portTrouble } from './ports.mjs';
import { CommandError } from './run-command.mjs';
import { TrainerService } from './trainer-service.mjs';

const USUAL_PORT = 4747;
const USUAL_TRAINER_PORT = 4748;
const PROBE_MS = 3000;
const root = join(import.meta.dirname, '..');

/** A start that ends with what the user can do. */
class StartError extends Error {
	name = 'StartError';
}

function readOptions() {
	const { values } = parseArgs({
		options: {
			'no-open': { type: 'boolean', default: false },
			port: { type: 'string', default: String(USUAL_PORT) },
			'trainer-port': { type: 'string', default: String(USUAL_TRAINER_PORT) },
		},
	});
	return {
		shouldOpen: !values['no-open'],
		port: portNumber('--port', values.port),
		trainerPort: portNumber('--trainer-port', values['trainer-port']),
		// Where the trainer keeps its data and the link; tests take a folder of their own.
		home: process.env.RETORT_HOME ?? join(root, '.retort'),
	};
}

function portNumber(option, text) {
	const port = Number(text);
	if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
	throw new StartError(`${option}: expected a number from 1 to 65535, got ${text}`);
}

/** What Retort at the port says of itself; undefined when something else is there, or nothing. */
async function retortAt(port) {
	const signal = AbortSignal.timeout(PROBE_MS);
	const facts = await fetch(`http://127.0.0.1:${port}/retort.json`, { signal })
		.then((response) => response.json())
		.catch(() => undefined);
	return facts?.name === 'retort' ? facts : undefined;
}

/** The port is taken: opens the Retort that has it, or ends with what to do. */
async function yieldTo({ port, shouldOpen, home }) {
	const address = `http://localhost:${port}`;
	const facts = await retortAt(port);
	if (facts === undefined)
		throw new StartError(
			`Port ${port} is in use by another program. End that program, or take another port: npm start -- --port ${port + 10}\n` +
				`Projects are stored per address: those made at ${address} are not shown at another port.`,
		);
	console.log(`Retort is already running at ${address}${shouldOpen ? '; opening it' : ''}.`);
	await show(pageAddress(port, linkOfRunning(home, port, facts)), { shouldOpen, home });
}

/** Opens the page in the browser, or says its address. */
async function show(address, { shouldOpen, home }) {
	if (shouldOpen && (await openBrowser(address, home))) return;
	console.log(`Open ${address}`);
}

/** Calls `stop` once, on any signal that means the end, or when npm, our parent, is gone. */
function whenEnding(stop) {
	let isEnding = false;
	const end = async () => {
		if (isEnding) return;
		isEnding = true;
		await stop();
		process.exit(0);
	};
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void end());
	whenNpmIsGone(() => void end());
}

async function announce(options, service) {
	const { port } = options;
	console.log(`Retort is ready at http://localhost:${port}`);
	if (port !== USUAL_PORT)
		console.log(`Projects made at http://localhost:${USUAL_PORT} are not shown at this address.`);
	await show(pageAddress(port, service.link), options);
}

/** The server, or undefined when the port was taken meanwhile. */
async function serve(port, facts) {
	try {
		return await listenOnLoopback(appHandler(join(root, 'dist'), facts), port);
	} catch (error) {
		if (error.code === 'EADDRINUSE') return undefined;
		throw error;
	}
}

async function main() {
	const options = readOptions();
	const { port, home } = options;
	const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
	const origins = [`http://localhost:${port}`, `http://127.0.0.1:${port}`];
	const trainerOptions = { port: options.trainerPort, origins, home };
	const service = new TrainerService(root, trainerOptions, (line) => console.warn(line));
	const trouble = await portTrouble(port);
	if (trouble === 'EADDRINUSE') return yieldTo(options);
	if (trouble !== undefined)
		throw new StartError(
			portRefusal(port, trouble, port === USUAL_PORT ? USUAL_PORT + 10 : USUAL_PORT),
		);
	const ending = new AbortController();
	let server;
	whenEnding(async () => {
		ending.abort();
		server?.close();
		await service.stop();
	});
	await buildApp(root, ending.signal);
	server = await serve(port, () => ({
		name: 'retort',
		version,
		port,
		usualPort: USUAL_PORT,
		trainer: service.state,
	}));
	if (server === undefined) return yieldTo(options);
	noteServing(home, port);
	await service.start();
	await service.settled;
	await announce(options, service);
}

try {
	await main();
} catch (error) {
	// The user's own end of the build is no error.
	if (error.name === 'AbortError') process.exit();
	const isExplained = error instanceof StartError || error instanceof CommandError;
	console.error(isExplained ? error.message : error);
	process.exitCode = 1;
}
