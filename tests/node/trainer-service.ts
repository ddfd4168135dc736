/** The real trainer service as a process, with a scripted job in place of the one that trains. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { trainerPython } from '../../scripts/python.mjs';

const ROOT = join(import.meta.dirname, '../..');
export const BASE = 'tests/tiny-base';

export class TrainerService {
	readonly #folder = mkdtempSync(join(tmpdir(), 'retort-trainer-'));
	readonly #port: number;
	#process: ChildProcess | undefined;
	token = '';

	private constructor(port: number) {
		this.#port = port;
		writeBases(this.#folder);
	}

	static async start(): Promise<TrainerService> {
		const service = new TrainerService(await freePort());
		await service.start();
		return service;
	}

	get url(): string {
		return `http://127.0.0.1:${this.#port}`;
	}

	/** On the data and port of before. */
	async start(): Promise<void> {
		const trainer = join(ROOT, 'trainer');
		const link = join(this.#folder, 'link');
		const child = spawn(
			trainerPython(ROOT),
			[
				join(trainer, 'tests/service/serve_scripted.py'),
				...['serve', '--data', join(this.#folder, 'data'), '--port', String(this.#port)],
				...['--link-file', link, '--bases', join(this.#folder, 'bases.json')],
			],
			{ cwd: trainer, env: { PYTHONPATH: trainer, PATH: '/usr/bin:/bin' } },
		);
		this.#process = child;
		let log = '';
		child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
		for await (const line of createInterface(child.stdout)) {
			if (!line.includes('"ready"')) continue;
			this.token = readFileSync(link, 'utf8').trim();
			return;
		}
		throw new Error(`the trainer ended before it was ready: ${log}`);
	}

	/** Ends it as a crash of the machine would. */
	async kill(): Promise<void> {
		const child = this.#process;
		if (child?.exitCode !== null) return;
		const ended = once(child, 'exit');
		child.kill('SIGKILL');
		await ended;
	}

	/** Lets a scripted job go on that waits. */
	letGo(job: string): void {
		writeFileSync(join(this.#folder, 'data/jobs', job, 'go'), '');
	}

	/** What of the trainer only the protocol tells. */
	ask(path: string, method = 'GET'): Promise<Response> {
		const headers = { authorization: `Bearer ${this.token}` };
		return fetch(`${this.url}/v1/${path}`, { method, headers });
	}

	async remove(): Promise<void> {
		await this.kill();
		rmSync(this.#folder, { recursive: true, force: true });
	}
}

/** One base with all that is read of it without training: header and shape of one tensor. */
function writeBases(folder: string): void {
	const place = join(folder, 'tiny-base');
	mkdirSync(place);
	writeFileSync(join(place, 'config.json'), '{"max_position_embeddings": 512, "vocab_size": 3}');
	writeFileSync(join(place, 'tokenizer.json'), '{}');
	const tensor = { dtype: 'F32', shape: [3, 2], data_offsets: [0, 24] };
	const header = Buffer.from(JSON.stringify({ embedding: tensor }));
	const length = Buffer.alloc(8);
	length.writeBigUInt64LE(BigInt(header.length));
	writeFileSync(
		join(place, 'model.safetensors'),
		Buffer.concat([length, header, Buffer.alloc(24)]),
	);
	const base = { id: BASE, name: 'Tiny base', folder: 'tiny-base', license: 'MIT' };
	writeFileSync(join(folder, 'bases.json'), JSON.stringify({ bases: [base] }));
}

async function freePort(): Promise<number> {
	const probe = createServer().listen(0, '127.0.0.1');
	await once(probe, 'listening');
	const address = probe.address();
	probe.close();
	return typeof address === 'object' && address !== null ? address.port : 0;
}
