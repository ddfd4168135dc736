import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { libraryPython, setUpLibrary } from '../../scripts/library-venv.mjs';
import { trainerPython } from '../../scripts/python.mjs';
import { answersThrough, expectedOf } from './engine-page.ts';

const root = join(import.meta.dirname, '../..');
const shipped = join(root, 'models/libraries');
const student = join(root, 'models/practice-student');
const work = mkdtempSync(join(tmpdir(), 'retort-library-'));
// With what compiles TVM's runtime, where the cache doesn't have it.
const BUILD_WITHIN_MS = 600_000;

afterAll(() => {
	rmSync(work, { recursive: true, force: true });
});

type Tensor = { readonly name: string; readonly shape: readonly number[]; readonly dtype: string };
type Listed = {
	readonly key: string;
	readonly file: string;
	readonly bytes: number;
	readonly sha256: string;
	readonly shape: Record<string, unknown>;
	readonly contextTokens: number;
	readonly prefillChunk: number;
};
type Library = {
	readonly functions: Record<string, readonly string[]>;
	readonly metadata: { readonly params: readonly Tensor[] };
	readonly kernels: readonly string[];
	readonly imports: readonly string[];
};

function readJson(...path: readonly string[]): unknown {
	return JSON.parse(readFileSync(join(...path), 'utf8'));
}

const { libraries } = readJson(shipped, 'libraries.json') as { readonly libraries: Listed[] };
const chat = readJson(student, 'mlc/mlc-chat-config.json') as Record<string, unknown>;

function tool(args: readonly string[], env: Record<string, string> = {}) {
	const { status, stdout, stderr } = spawnSync(
		libraryPython(root),
		['-m', 'retort_library', ...args],
		{
			encoding: 'utf8',
			env: { ...process.env, PYTHONPATH: join(root, 'models/library'), ...env },
		},
	);
	return { status, stdout, stderr };
}

function readLibrary(path: string): Library {
	return JSON.parse(tool(['show', path]).stdout) as Library;
}

describe('the libraries that ship', () => {
	it('are the files that libraries.json names', () => {
		for (const { key, file, bytes, sha256 } of libraries) {
			const content = readFileSync(join(shipped, file));
			expect({
				file,
				bytes: content.length,
				sha256: createHash('sha256').update(content).digest('hex'),
			}).toEqual({ file: `${key}.wasm`, bytes, sha256 });
		}
	});

	it('have one for the practice student’s shape', () => {
		const own = libraries.find(({ key }) => key === chat['model_lib']);
		expect(own).toMatchObject({
			contextTokens: chat['context_window_size'],
			prefillChunk: chat['prefill_chunk_size'],
			quantization: chat['quantization'],
			webllm: '0.2.86',
		});
		expect(chat['model_config']).toMatchObject(own?.shape ?? {});
	});
});

describe('the tool', () => {
	it(
		'builds the shipped shape again from packages of the registries, and what comes out can stand for what ships',
		{ timeout: BUILD_WITHIN_MS },
		async () => {
			await setUpLibrary(root);
			const built = tool(['build', student, work]);
			expect(built.stderr).toMatch(/^Linking …$/m);
			expect(built.status).toBe(0);
			const path = built.stdout.trim();
			const own = join(shipped, `${String(chat['model_lib'])}.wasm`);
			expect(tool(['compare', path, own])).toMatchObject({ status: 0, stdout: '' });
			const [fresh] = (readJson(work, 'libraries.json') as { libraries: Listed[] }).libraries;
			const listed = libraries.find(({ key }) => key === chat['model_lib']);
			expect(fresh).toMatchObject({ key: listed?.key, shape: listed?.shape });
			expect(Math.abs((fresh?.bytes ?? 0) / (listed?.bytes ?? 1) - 1)).toBeLessThan(0.1);
			const { params } = readLibrary(path).metadata;
			expect(params.toSorted(byName)).toEqual(weights().toSorted(byName));
			expect(await answersThrough(path, student)).toEqual(expectedOf(student));
		},
	);

	it(
		'builds one for a Qwen2 of its own, which answers token for token as the trainer’s model does',
		{ timeout: BUILD_WITHIN_MS },
		async () => {
			await setUpLibrary(root);
			const qwen = exportedQwen2();
			const built = tool(['build', qwen, work]);
			expect(built.stderr).toMatch(/qwen2-.*-tied-e1e-6-q0f32/);
			expect(await answersThrough(built.stdout.trim(), qwen)).toEqual(expectedOf(qwen));
		},
	);

	it('makes the functions that web-llm asks for, and asks it for nothing but its own', () => {
		const { functions, kernels, imports } = readLibrary(join(shipped, libraries[0]?.file ?? ''));
		expect(functions).toMatchObject({
			embed: ['input_ids', 'packed_params'],
			prefill: ['input_embed', 'kv', 'packed_params'],
			decode: ['input_embed', 'kv', 'packed_params'],
			softmax_with_temperature: ['logits', 'temperature'],
			argsort_probs: ['probs'],
			_metadata: [],
		});
		expect(kernels).toContain('apply_bitmask_inplace_kernel');
		expect(imports.filter((name) => !name.startsWith('wasi_snapshot_preview1.'))).toEqual([
			'env.TVMFFIWasmFunctionDeleter',
			'env.TVMFFIWasmSafeCall',
			'env.emscripten_notify_memory_growth',
		]);
	});

	it('says what to install where there is no emscripten', () => {
		const { status, stderr } = tool(['build', student, work], { PATH: work, EMCC: '' });
		expect(status).toBe(1);
		expect(stderr).toMatch(/there is no emcc\. Debian and Ubuntu: apt-get install .*emscripten/);
		expect(stderr).not.toContain('Traceback');
	});

	it('refuses a model that it doesn’t know by what is strange in it', () => {
		const config = readJson(student, 'config.json') as Record<string, unknown>;
		const strange = join(work, 'config.json');
		writeFileSync(strange, JSON.stringify({ ...config, hidden_act: 'gelu' }));
		expect(tool(['build', strange, work])).toMatchObject({
			status: 1,
			stderr: 'No library can be built for this model: its activation is gelu, not silu.\n',
		});
	});

	it('tells two libraries apart by what differs', () => {
		const own = join(shipped, libraries[0]?.file ?? '');
		const content = readFileSync(own).toString('latin1');
		const other = join(work, 'other.wasm');
		writeFileSync(other, content.replaceAll('softmax_kernel', 'sofdmax_kernel'), 'latin1');
		const { status, stdout } = tool(['compare', own, other]);
		expect(status).toBe(1);
		expect(stdout).toBe('kernels differ: sofdmax_kernel, softmax_kernel\n');
	});
});

/** The trainer's own fixture, exported by a job that trains nothing. */
function exportedQwen2(): string {
	const code = [
		'import sys, pathlib',
		'from tests.fixtures.make_bases import make_qwen2',
		'from tests.job.running import make_job, run',
		'base = make_qwen2(pathlib.Path(sys.argv[1]) / "base")',
		'job = make_job(pathlib.Path(sys.argv[1]) / "job", base, max_steps=0, training_file=None)',
		'assert run(job)["status"] == "succeeded"',
	].join('\n');
	const { status, stderr } = spawnSync(trainerPython(root), ['-c', code, work], {
		cwd: join(root, 'trainer'),
		encoding: 'utf8',
		env: { ...process.env, OMP_NUM_THREADS: '1' },
	});
	if (status !== 0) throw new Error(`the trainer exported no Qwen2: ${stderr}`);
	return join(work, 'job/out');
}

const byName = (one: Tensor, other: Tensor) => one.name.localeCompare(other.name);

function weights(): Tensor[] {
	const cache = readJson(student, 'mlc/tensor-cache.json') as {
		readonly records: readonly { readonly records: readonly Tensor[] }[];
	};
	return cache.records
		.flatMap(({ records }) => records)
		.map(({ name, shape, dtype }) => ({ name, shape, dtype }));
}
