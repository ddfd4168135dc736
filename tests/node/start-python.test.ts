import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setUpTrainer, trainerPython, trainerSetup } from '../../scripts/python.mjs';
import { SetupProject } from './start-setup.ts';

let project: SetupProject;

beforeEach(() => {
	project = new SetupProject();
});
afterEach(async () => {
	await project.remove();
});

describe('setting up the trainer', () => {
	it('makes the environment once', async () => {
		await setUpTrainer(project.root);
		await setUpTrainer(project.root);
		expect(project.installations).toBe(1);
		expect(project.stamp).toMatchObject({ python: '3.12', cuda: false });
		expect(trainerSetup(project.root)).toEqual({ ok: true, python: trainerPython(project.root) });
		expect(project.besides).toEqual([]);
	});

	it('asks neither for Node’s version nor for that of its own scripts', async () => {
		await setUpTrainer(project.root);
		vi.spyOn(process, 'version', 'get').mockReturnValue('v99.0.0');
		expect(process.version).toBe('v99.0.0');
		project.write('scripts/venv.mjs', '// Another way to say the same.');
		await setUpTrainer(project.root);
		expect(project.installations).toBe(1);
	});

	it.each([
		[
			'the lock changes',
			() => {
				project.write('trainer/lock.txt', 'alpha==2.0\n');
			},
		],
		[
			'its interpreter is gone',
			() => {
				rmSync(trainerPython(project.root));
				symlinkSync('/nowhere/python3', trainerPython(project.root));
			},
		],
		[
			'its packages no longer run',
			() => {
				writeFileSync(join(project.venv, 'broken'), '');
			},
		],
		[
			'the user names a Python of another version',
			() => {
				project.addPython('3.13');
			},
		],
		[
			'a CUDA driver comes',
			() => {
				project.setDriver(true);
			},
		],
	])('makes it anew when %s', async (_, change) => {
		await setUpTrainer(project.root);
		change();
		await setUpTrainer(project.root);
		expect(project.installations).toBe(2);
		await setUpTrainer(project.root);
		expect(project.installations).toBe(2);
		expect(trainerSetup(project.root).ok).toBe(true);
	});

	it('keeps a build for CUDA when the driver goes', async () => {
		project.setDriver(true);
		await setUpTrainer(project.root);
		project.setDriver(false);
		await setUpTrainer(project.root);
		expect(project.installations).toBe(1);
	});

	it('trusts an environment that is only slow to answer', async () => {
		await setUpTrainer(project.root);
		project.addProgram('trainer/.venv/bin/python', 'exec sleep 60');
		const started = Date.now();
		await setUpTrainer(project.root);
		expect(project.installations).toBe(1);
		expect(Date.now() - started).toBeLessThan(12_000);
	});

	it('keeps a working environment when the new one fails, and says both', async () => {
		await setUpTrainer(project.root);
		project.write('trainer/lock.txt', 'alpha==2.0\n');
		project.write('offline', '');
		const before = project.stamp;
		await setUpTrainer(project.root);
		expect(project.stamp).toEqual(before);
		expect(project.besides).toEqual([]);
		expect(trainerSetup(project.root)).toMatchObject({ ok: true });
		expect(project.said.at(-1)).toMatch(/not up to date\. The installer uv.*packages of before/);
		rmSync(join(project.root, 'offline'));
		await setUpTrainer(project.root);
		expect(project.stamp).not.toEqual(before);
	});

	it('says what failed where there was none, and leaves nothing behind', async () => {
		project.write('offline', '');
		await setUpTrainer(project.root);
		expect(trainerSetup(project.root)).toMatchObject({
			ok: false,
			reason: 'The installer uv could not be installed.',
		});
		expect(readdirSync(join(project.root, 'trainer'))).toEqual(['lock.txt']);
	});

	it('does not put in place what does not run', async () => {
		project.addProgram(
			'bin/touch',
			'for file; do :; done; /usr/bin/touch "$file" "$(dirname "$file")/broken"',
		);
		await setUpTrainer(project.root);
		expect(trainerSetup(project.root)).toMatchObject({
			ok: false,
			reason: 'The installed Python packages don’t run.',
		});
		expect(existsSync(project.venv)).toBe(false);
	});

	it('goes on where an interrupted one ended between its renames', async () => {
		await setUpTrainer(project.root);
		execFileSync('mv', [project.venv, `${project.venv}.new-99999999.old`]);
		await setUpTrainer(project.root);
		expect([project.installations, project.besides]).toEqual([1, []]);
		expect(trainerSetup(project.root).ok).toBe(true);
	});
});

describe('choosing a Python', () => {
	const setUpWithNamed = async (version: string) => {
		project.addPython(version);
		await setUpTrainer(project.root);
		return trainerSetup(project.root);
	};

	it.each(['3.11', '3.14'])('takes %s', async (version) => {
		expect(await setUpWithNamed(version)).toMatchObject({ ok: true });
	});

	it.each(['3.10', '2.7'])('has no use for %s', async (version) => {
		expect(await setUpWithNamed(version)).toMatchObject({
			ok: false,
			reason: 'There is no Python 3.11 or newer with venv.',
			fix: expect.stringContaining('Install Python 3.11 to 3.14') as string,
		});
	});

	it('names one that is too new, and what to do', async () => {
		expect(await setUpWithNamed('3.15')).toMatchObject({
			ok: false,
			reason: 'Python 3.15 is newer than the trainer’s packages support.',
			fix: expect.stringMatching(
				/^Install one of Python 3\.11 to 3\.14 beside it.*RETORT_PYTHON/,
			) as string,
		});
		expect(project.installations).toBe(0);
	});

	it('finds one by the name of its version beside a python3 that is too new', async () => {
		vi.stubEnv('RETORT_PYTHON', undefined);
		vi.stubEnv('PATH', `${project.root}/bin:/bin`);
		project.addPython('3.15', 'bin/python3');
		for (const name of ['python3.14', 'python3.13', 'python3.12'])
			project.addProgram(`bin/${name}`, 'exit 127');
		project.addPython('3.11', 'bin/python3.11');
		await setUpTrainer(project.root);
		expect(project.stamp).toMatchObject({ python: '3.11' });
	});
});

describe('on Windows', () => {
	it('installs nothing and says where the trainer runs', async () => {
		vi.spyOn(process, 'platform', 'get').mockReturnValue('win32');
		await setUpTrainer(project.root);
		expect(trainerSetup(project.root)).toEqual({
			ok: false,
			reason: 'The trainer runs on Linux and macOS.',
			fix: 'On Windows use WSL: run npm start there.',
		});
		expect(project.asked).toEqual([]);
	});
});

describe('the report of the set-up', () => {
	const report = () => join(project.root, '.retort/trainer-setup.json');

	it('is not written where nothing changes', async () => {
		await setUpTrainer(project.root);
		expect(existsSync(join(project.root, '.retort'))).toBe(false);
		project.write('offline', '');
		project.write('trainer/.venv/broken', '');
		await setUpTrainer(project.root);
		expect(JSON.parse(readFileSync(report(), 'utf8'))).toMatchObject({ ok: false });
		rmSync(join(project.root, 'offline'));
		await setUpTrainer(project.root);
		expect(JSON.parse(readFileSync(report(), 'utf8'))).toEqual({ ok: true });
	});

	it('is a warning where it can’t be written, as in a read-only checkout', async () => {
		project.write('.retort', 'a file, where a folder can’t be made');
		project.write('offline', '');
		await setUpTrainer(project.root);
		expect(project.said.join('\n')).toMatch(/Warning: what the set-up came to can’t be kept/);
		expect(project.said.at(-1)).toMatch(/no trainer\. The installer uv could not be installed/);
	});

	it('counts as none when it is torn', () => {
		project.write('.retort/trainer-setup.json', '{"ok": fal');
		expect(trainerSetup(project.root)).toMatchObject({ reason: 'The trainer is not installed.' });
	});
});
