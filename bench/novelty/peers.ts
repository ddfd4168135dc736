/** Runs the Python peers of the novelty bench in an environment of their own. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGES = ['numpy==2.4.6', 'rapidfuzz==3.14.6', 'rouge-score==0.1.2'];

export type PeerResult = {
	/** Per second of processor time. */
	readonly rapidfuzzQueriesPerSecond: number;
	readonly rougeScoreQueriesPerSecond: number;
	/** So many queries were compared with ours in full, over the whole pool. */
	readonly comparedQueries: number;
	readonly mismatches: number;
};

/** Both peers on the same texts, checked against our decisions; throws when they can't run. */
export function runPeers(
	root: string,
	texts: { readonly pool: readonly string[]; readonly queries: readonly string[] },
	decisions: readonly (readonly [number, number] | null)[],
): PeerResult {
	const folder = join(root, 'bench-results/novelty');
	mkdirSync(folder, { recursive: true });
	const files = { pool: texts.pool, queries: texts.queries, decisions };
	for (const [name, value] of Object.entries(files))
		writeFileSync(join(folder, `${name}.json`), JSON.stringify(value));
	const script = join(root, 'bench/novelty/peers.py');
	const output = execFileSync(peerPython(root), [script, folder], {
		encoding: 'utf8',
		env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
	});
	return JSON.parse(output) as PeerResult;
}

function peerPython(root: string): string {
	const venv = join(root, 'bench-results/peers');
	const python = join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
	const stamp = join(venv, 'installed');
	if (existsSync(stamp)) return python;
	execFileSync('python3', ['-m', 'venv', venv]);
	execFileSync(python, ['-m', 'pip', 'install', '-q', ...PACKAGES], { stdio: ['ignore', 2, 2] });
	writeFileSync(stamp, PACKAGES.join('\n'));
	return python;
}
