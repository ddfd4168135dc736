import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
	isListening,
	StartProject,
	TRAINER_THAT_DIES_ONCE,
	WITHOUT_PYTHON,
} from './start-project.ts';

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
const untilTrainerIsGone = () =>
	vi.waitFor(
		async () => {
			expect(await isListening(trainerPort)).toBe(false);
		},
		{ timeout: 20_000 },
	);

describe('npm start', () => {
	it('builds, serves the app, starts the trainer and says the link of the page', async () => {
		project.addTrainer();
		const start = project.start(args);
		expect(await start.line(/is ready/)).toBe(`Retort is ready at ${address()}`);
		const open = await start.line(/^Open /);
		const link = open.replace(`Open ${address()}/#link=`, '');
		expect(JSON.parse(Buffer.from(link, 'base64url').toString())).toEqual({
			url: `http://127.0.0.1:${String(trainerPort)}`,
			token: 'rt-secret',
		});
		expect(await (await fetch(address())).text()).toContain('<title>Retort</title>');
		expect(await facts()).toEqual({
			name: 'retort',
			version: '1.2.3',
			port,
			usualPort: 4747,
			trainer: { state: 'running', url: `http://127.0.0.1:${String(trainerPort)}` },
		});
	});

	it('says that projects of the usual address are not shown at another', async () => {
		const start = project.start(args, WITHOUT_PYTHON);
		expect(await start.line(/not shown/)).toContain('http://localhost:4747');
	});

	it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
		'leaves no child behind on %s',
		async (signal) => {
			project.addTrainer();
			const start = project.start(args);
			await start.line(/is ready/);
			expect(await isListening(trainerPort)).toBe(true);
			start.process.kill(signal);
			expect(await start.ended).toBe(0);
			expect([await isListening(trainerPort), await isListening(port)]).toEqual([false, false]);
		},
	);

	it('takes the trainer with it even when it is killed', async () => {
		project.addTrainer();
		const start = project.start(args);
		await start.line(/is ready/);
		start.process.kill('SIGKILL');
		await start.ended;
		await untilTrainerIsGone();
	});

	it('ends with the npm that started it, even a killed one', async () => {
		project.addTrainer();
		const start = project.start(args, { by: 'npm' });
		await start.line(/is ready/);
		start.process.kill('SIGKILL');
		await untilTrainerIsGone();
		await start.ended;
		expect(await isListening(port)).toBe(false);
	});

	it('starts a second time without building, and builds again after a change', async () => {
		const builds = () => readFileSync(join(project.root, 'builds.txt'), 'utf8').length;
		const startAndStop = async () => {
			const start = project.start(args, WITHOUT_PYTHON);
			await start.line(/is ready/);
			start.process.kill('SIGTERM');
			await start.ended;
			return builds();
		};
		expect(await startAndStop()).toBe(1);
		expect(await startAndStop()).toBe(1);
		project.write('src/main.ts', 'export const changed = true;');
		expect(await startAndStop()).toBe(2);
	});

	it('serves what was built before until a new build is complete, and leaves nothing beside it', async () => {
		project.write('dist/assets/app-0.js', '// before');
		const start = project.start(args, WITHOUT_PYTHON);
		await start.line(/is ready/);
		expect(readdirSync(join(project.root, 'dist/assets'))).toEqual(['app-1.js']);
		expect(readdirSync(join(project.root, '.retort'))).not.toContainEqual(
			expect.stringMatching(/^dist/),
		);
	});

	it('keeps the app of before when a build fails', async () => {
		project.write('dist/index.html', 'before');
		project.write('node_modules/vite/bin/vite.js', 'process.exit(3);');
		expect(await project.start(args).ended).toBe(1);
		expect(readFileSync(join(project.root, 'dist/index.html'), 'utf8')).toBe('before');
	});

	it('ends with 1 when the app can’t be built', async () => {
		project.write('node_modules/vite/bin/vite.js', 'process.exit(3);');
		const start = project.start(args);
		expect(await start.ended).toBe(1);
		expect(start.lines.join('\n')).toMatch(/vite.* ended with 3/);
	});

	it('refuses a port that is none', async () => {
		const start = project.start(['--port', '70000']);
		expect(await start.ended).toBe(1);
		expect(start.lines).toEqual(['--port: expected a number from 1 to 65535, got 70000']);
	});
});

describe('npm start without a trainer', () => {
	it('starts the app without Python and says what is missing, in the terminal and to the page', async () => {
		const start = project.start(args, WITHOUT_PYTHON);
		expect(await start.line(/Warning/)).toMatch(/no Python 3\.11.*Install Python.*works/);
		expect(await start.line(/^Open /)).toBe(`Open ${address()}/`);
		expect(await facts()).toMatchObject({
			trainer: {
				state: 'missing',
				reason: 'There is no Python 3.11 or newer with venv.',
				fix: expect.stringContaining('Install Python 3.11 to 3.14') as string,
			},
		});
	});

	it('repeats why the trainer’s set-up failed', async () => {
		project.addTrainer();
		const told = { ok: false, reason: 'The disk is full.', fix: 'Make room.' };
		project.write('.retort/trainer-setup.json', JSON.stringify(told));
		const start = project.start(args);
		expect(await start.line(/Warning/)).toContain('The disk is full. Make room.');
		await start.line(/is ready/);
		expect(await facts()).toMatchObject({
			trainer: { state: 'missing', reason: 'The disk is full.', fix: 'Make room.' },
		});
	});

	it('starts a trainer again that died, and says both', async () => {
		project.addTrainer(TRAINER_THAT_DIES_ONCE);
		const start = project.start(args);
		await start.line(/is ready/);
		expect(await start.line(/Warning/)).toMatch(/ended \(code 1\): out of memory.*again in 1 s/);
		await start.line(/running again/);
		expect(await facts()).toMatchObject({ trainer: { state: 'running' } });
	});

	it('says when the trainer of this folder belongs to another start', async () => {
		project.addTrainer('raise SystemExit(4)');
		const start = project.start(args);
		await start.line(/is ready/);
		expect(await start.line(/Warning/)).toMatch(/another start of Retort.*takes over within 30 s/);
		expect(await facts()).toMatchObject({ trainer: { state: 'failed' } });
	});

	it('shows the page when the trainer dies at its start', async () => {
		project.addTrainer('raise SystemExit("no such option")');
		const start = project.start(args);
		await start.line(/is ready/);
		expect(await facts()).toMatchObject({ trainer: { state: 'failed' } });
		expect(await start.line(/Warning/)).toContain('no such option');
	});
});
