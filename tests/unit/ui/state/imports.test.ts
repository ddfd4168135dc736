import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const UI = join(import.meta.dirname, '../../../../src/ui');

test.each(['state', 'parts'])('nothing in %s imports from a page', (folder) => {
	const imports = readdirSync(join(UI, folder)).flatMap((file) =>
		[...readFileSync(join(UI, folder, file), 'utf8').matchAll(/from '([^']*)'/g)].map(
			([, from]) => `${file} from ${from ?? ''}`,
		),
	);
	expect(imports.length).toBeGreaterThan(10);
	expect(imports.filter((line) => line.includes('/pages/'))).toEqual([]);
});
