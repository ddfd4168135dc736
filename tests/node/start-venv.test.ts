import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { moveScripts } from '../../scripts/make-venv.mjs';
import { setUpTrainer, trainerPython, trainerSetup } from '../../scripts/python.mjs';
import { SetupProject } from './start-setup.ts';

let project: SetupProject;

beforeEach(() => {
	project = new SetupProject();
});
afterEach(async () => {
	await project.remove();
});

/** An environment of the machine's Python, with packages of one module that were installed by hand. */
describe('an environment without our stamp', () => {
	let packages: string;

	beforeEach(() => {
		const python = String(execFileSync('python3', ['-c', 'import sys; print(sys.executable)']));
		execFileSync(python.trim(), ['-m', 'venv', '--without-pip', project.venv]);
		// One of its version that makes no environments: a set-up fails at once.
		project.addProgram('python', `[ "$1" != -m ] || exit 1\nexec ${python.trim()} "$@"`);
		const lib = readdirSync(join(project.venv, 'lib'))[0] ?? '';
		packages = join(project.venv, 'lib', lib, 'site-packages');
		addPackage('alpha', '1.0');
		addPackage('fastapi', '0.1');
		addPackage('torch', '2.13.0+cpu');
	});

	function addPackage(name: string, version: string): void {
		const info = `${name}-${version}.dist-info`;
		mkdirSync(join(packages, info));
		writeFileSync(join(packages, `${name}.py`), '# code');
		writeFileSync(
			join(packages, info, 'METADATA'),
			`Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`,
		);
		writeFileSync(
			join(packages, info, 'RECORD'),
			`${name}.py,sha256=x,6\n${info}/METADATA,,\n${info}/RECORD,,\n../../../bin/${name},sha256=x,9\n__pycache__/${name}.pyc,,\n`,
		);
	}

	it.each([
		[
			'that an older script stamped',
			'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
		],
		['that nobody stamped', undefined],
	])('%s is stamped, not made again, when it holds what the lock names', async (_, old) => {
		if (old !== undefined) writeFileSync(join(project.venv, '.retort'), old);
		await setUpTrainer(project.root);
		expect(project.said).toEqual([]);
		expect(project.stamp).toMatchObject({ cuda: false });
		expect(trainerSetup(project.root).ok).toBe(true);
	});

	it.each([
		[
			'of another version',
			() => {
				project.write('trainer/lock.txt', 'alpha==1.1\n');
			},
		],
		[
			'missing',
			() => {
				project.write('trainer/lock.txt', 'alpha==1.0\nbeta==1.0\n');
			},
		],
		[
			'only half there',
			() => {
				rmSync(join(packages, 'alpha.py'));
			},
		],
		[
			'cut off',
			() => {
				writeFileSync(join(packages, 'alpha.py'), '#');
			},
		],
		[
			'without a record',
			() => {
				rmSync(join(packages, 'alpha-1.0.dist-info/RECORD'));
			},
		],
		[
			'torch without CUDA, beside a driver',
			() => {
				project.setDriver(true);
			},
		],
	])('is made again when a package is %s', async (_, change) => {
		change();
		await setUpTrainer(project.root);
		expect(project.said[0]).toMatch(/^Installing the trainer/);
	});

	it('runs its scripts after it was made under another name', () => {
		const fresh = `${project.venv}.new-1`;
		execFileSync(trainerPython(project.root), ['-m', 'venv', '--without-pip', fresh]);
		const script = join(fresh, 'bin/hello');
		writeFileSync(script, `#!${fresh}/bin/python\nimport sys\nprint(sys.prefix)\n`, {
			mode: 0o755,
		});
		rmSync(project.venv, { recursive: true });
		moveScripts(fresh, '.venv');
		execFileSync('mv', [fresh, project.venv]);
		const { stdout } = spawnSync(join(project.venv, 'bin/hello'), { encoding: 'utf8' });
		expect(stdout.trim()).toBe(project.venv);
		for (const file of ['bin/activate', 'pyvenv.cfg'])
			expect(readFileSync(join(project.venv, file), 'utf8')).not.toContain('.new-1');
	});
});
