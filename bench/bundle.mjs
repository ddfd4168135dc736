/** How much JavaScript the first page loads: the entry and all that it imports statically, gzipped. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildApp } from '../scripts/build-app.mjs';

const GOAL_KB = 250;

/** Reports `initialKbGzip` in kB of 1,000 bytes and the files it counts; the goal is at most 250. */
export default async function bundle({ root, report }) {
	await buildApp(root);
	const manifest = JSON.parse(readFileSync(join(root, 'dist/.vite/manifest.json'), 'utf8'));
	const files = initialFiles(manifest);
	const bytes = files.map((file) => gzipSync(readFileSync(join(root, 'dist', file))).length);
	const initialKbGzip = Math.round(bytes.reduce((sum, size) => sum + size, 0) / 100) / 10;
	report({ bench: 'bundle', initialKbGzip, goalKb: GOAL_KB, files: files.length });
	return initialKbGzip <= GOAL_KB;
}

/** The scripts of Vite's manifest that index.html brings at once. */
function initialFiles(manifest) {
	const entries = Object.keys(manifest).filter((key) => manifest[key].isEntry);
	if (entries.length === 0) throw new Error('Vite’s manifest names no entry.');
	const seen = new Set();
	const visit = (key) => {
		if (seen.has(key)) return;
		seen.add(key);
		for (const imported of manifest[key].imports ?? []) visit(imported);
	};
	entries.forEach(visit);
	return [...seen].map((key) => manifest[key].file).filter((file) => file.endsWith('.js'));
}
