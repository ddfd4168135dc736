import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));

test('the catalogue is what the installed web-llm publishes; a newer version makes it stale until the script is run', async () => {
	const script = join(ROOT, 'scripts/web-llm-models.mjs');
	await promisify(execFile)(process.execPath, [script, '--check']);
	const { webllm } = read('models/catalog.json') as {
		readonly webllm: { readonly version: string; readonly models: readonly object[] };
	};
	const { version } = read('node_modules/@mlc-ai/web-llm/package.json') as { version: string };
	expect(webllm.version).toBe(version);
	expect(webllm.models).toHaveLength(165);
});
