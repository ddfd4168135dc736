/** A checkout for tests of the trainer's set-up, with a Python and an nvidia-smi of its own, and what the set-up says. */
import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import { StartProject } from './start-project.ts';

export class SetupProject extends StartProject {
	readonly venv = join(this.root, 'trainer/.venv');
	readonly said: string[] = [];

	constructor() {
		super();
		this.write('trainer/lock.txt', '# Packages.\nalpha==1.0\nfastapi==0.1\n');
		for (const level of ['log', 'warn'] as const)
			vi.spyOn(console, level).mockImplementation((line) => this.said.push(String(line)));
		vi.stubEnv('RETORT_PYTHON', this.addPython('3.12'));
		vi.stubEnv('PATH', `${this.root}/bin:${String(process.env['PATH'])}`);
		this.setDriver(false);
	}

	addProgram(path: string, code: string): string {
		this.write(path, `#!/bin/sh\n${code}\n`);
		chmodSync(join(this.root, path), 0o755);
		return join(this.root, path);
	}

	/**
	 * A Python that makes environments of itself and installs nothing; `offline` in the project's root makes its pip and uv
	 * fail, `broken` in an environment its imports. What it is asked goes to `asked`.
	 */
	addPython(version: string, path = 'python'): string {
		return this.addProgram(
			path,
			`case "$*" in
			*ensurepip*) echo ${version} ;;
			"-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" && touch "$3/pyvenv.cfg" && echo venv >> ${this.root}/asked ;;
			"-m "*) echo "$2" >> ${this.root}/asked; [ ! -e ${this.root}/offline ] ;;
			*metadata*) exit 1 ;;
			*) [ ! -e "$(dirname "$0")/../broken" ] && echo ${version} ;;
			esac`,
		);
	}

	/** Whether nvidia-smi finds a driver. */
	setDriver(isThere: boolean): void {
		this.addProgram('bin/nvidia-smi', `exit ${isThere ? 0 : 9}`);
	}

	override async remove(): Promise<void> {
		vi.unstubAllEnvs();
		vi.restoreAllMocks();
		await super.remove();
	}

	/** What Python was asked to run as a module. */
	get asked(): readonly string[] {
		const file = join(this.root, 'asked');
		return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
	}

	get installations(): number {
		return this.asked.filter((what) => what === 'venv').length;
	}

	get stamp(): unknown {
		return JSON.parse(readFileSync(join(this.venv, '.retort'), 'utf8')) as unknown;
	}

	/** What lies beside the environment while one is made. */
	get besides(): readonly string[] {
		return readdirSync(join(this.root, 'trainer')).filter((name) => name.includes('.new'));
	}
}
