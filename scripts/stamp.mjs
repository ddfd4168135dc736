/** Stamps: files that say that something was done for just these inputs, so that it isn't done again. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** SHA-256 of the files' names and contents, folders with all in them, and of `version`, as a rule Node's. */
export function fingerprint(root, paths, version = process.version) {
	const hash = createHash('sha256').update(version);
	for (const path of paths)
		for (const file of filesUnder(root, path)) {
			hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
		}
	return hash.digest('hex');
}

function filesUnder(root, path) {
	const full = join(root, path);
	if (!existsSync(full)) return [];
	let entries;
	try {
		entries = readdirSync(full, { withFileTypes: true });
	} catch (error) {
		if (error.code === 'ENOTDIR') return [path];
		throw error;
	}
	return entries
		.filter((entry) => entry.isFile() || entry.isDirectory())
		.map((entry) => `${path}/${entry.name}`)
		.sort()
		.flatMap((child) => filesUnder(root, child));
}

function isStamped(stamp, print) {
	return existsSync(stamp) && readFileSync(stamp, 'utf8') === print;
}

/** Does `work` unless the stamp says that it was done; the stamp is written last, so half of it is done again. */
export async function once(stamp, print, work) {
	if (isStamped(stamp, print)) return false;
	rmSync(stamp, { force: true });
	await work();
	mkdirSync(dirname(stamp), { recursive: true });
	writeFileSync(stamp, print);
	return true;
}
