/** Damages the browser's databases on disk as a kill now and then does: at its next start it deletes them all. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The browser that used the profile must be gone. */
export function damageDatabases(profile: string): void {
	const root = join(profile, 'Default/IndexedDB');
	for (const database of readdirSync(root)) {
		const name = readdirSync(join(root, database)).find((file) => file.startsWith('MANIFEST'));
		if (name === undefined) throw new Error(`no manifest in ${database}`);
		const file = join(root, database, name);
		const bytes = readFileSync(file);
		// Inside its first record: the checksum in front of it no longer fits.
		bytes.fill(0xa5, 10, 20);
		writeFileSync(file, bytes);
	}
}
