import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StartProject, type StartOptions, WITHOUT_PYTHON } from './start-project.ts';

let project: StartProject;
let port: number;
let trainerPort: number;
let args: readonly string[];

beforeEach(async () => {
	({ project, port, trainerPort, args } = await StartProject.onFreePorts());
});
afterEach(async () => {
	await project.remove();
});

const address = () => `http://localhost:${String(port)}`;
const facts = async () => (await fetch(`${address()}/retort.json`)).json() as Promise<object>;

/** The environment of a system that lets nobody listen on `refused` and the 49 ports after it. */
function refusing(refused: number): StartOptions {
	project.write(
		'refuse.mjs',
		`import { Server } from 'node:net';
		const { listen } = Server.prototype;
		Server.prototype.listen = function (port, ...rest) {
			if (port < ${refused} || port >= ${refused + 50}) return listen.call(this, port, ...rest);
			const error = Object.assign(new Error('listen EACCES'), { code: 'EACCES' });
			setImmediate(() => this.emit('error', error));
			return this;
		};`,
	);
	const path = pathToFileURL(join(project.root, 'refuse.mjs')).href;
	return { env: { NODE_OPTIONS: `--import=${path}` } };
}

describe('npm start on a busy port', () => {
	it('names the port and what to do when another program has it', async () => {
		const other = createServer((_, response) => response.end('{"name":"something else"}'));
		await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
		const start = project.start(args);
		expect(await start.ended).toBe(1);
		other.close();
		const said = start.lines.join('\n');
		expect(said).toContain(`Port ${String(port)} is in use by another program`);
		expect(said).toContain(`npm start -- --port ${String(port + 10)}`);
		expect(said).toContain('Projects are stored per address');
		expect(existsSync(join(project.root, 'dist'))).toBe(false);
	});

	it.each([
		[80, 'Port 80 needs the administrator’s rights, as all below 1024 do (EACCES).'],
		[4748, 'The system keeps port 4748 back (EACCES).'],
	])('does not call port %i taken when the system refuses it', async (refused, reason) => {
		const start = project.start(['--port', String(refused)], refusing(refused));
		expect(await start.ended).toBe(1);
		expect(start.lines).toEqual([`${reason} Take another port: npm start -- --port 4747`]);
	});

	it('yields to a Retort that is there, and ends well', async () => {
		const first = project.start(args, WITHOUT_PYTHON);
		await first.line(/is ready/);
		const second = project.start(args, WITHOUT_PYTHON);
		expect(await second.ended).toBe(0);
		expect(second.lines).toEqual([
			`Retort is already running at ${address()}.`,
			`Open ${address()}/`,
		]);
		expect(await facts()).toMatchObject({ name: 'retort' });
	});

	it('takes the next port for the trainer', async () => {
		project.addTrainer();
		const other = createServer();
		await new Promise<void>((resolve) => other.listen(trainerPort, '127.0.0.1', resolve));
		const start = project.start(args);
		await start.line(/is ready/);
		other.close();
		expect(await facts()).toMatchObject({
			trainer: {
				state: 'running',
				url: expect.not.stringContaining(String(trainerPort)) as string,
			},
		});
	});

	it('shows the page when there is no port for the trainer', async () => {
		project.addTrainer();
		const low = ['--port', String(port), '--trainer-port', '80'];
		const start = project.start(low, refusing(80));
		expect(await start.line(/Warning/)).toMatch(/can be listened on \(EACCES\).*--trainer-port/);
		await start.line(/is ready/);
	});
});
