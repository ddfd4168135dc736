import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { prebuiltAppConfig } from '@mlc-ai/web-llm';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
type Catalogue = {
	readonly webllm: {
		readonly version: string;
		readonly models: readonly { readonly id: string }[];
		readonly leftOut: readonly { readonly id: string; readonly because: string }[];
	};
};

test('the catalogue is what the installed web-llm publishes; a newer version makes it stale until the script is run', async () => {
	const script = join(ROOT, 'scripts/web-llm-models.mjs');
	await promisify(execFile)(process.execPath, [script, '--check']);
	const { webllm } = read('models/catalog.json') as Catalogue;
	const { version } = read('node_modules/@mlc-ai/web-llm/package.json') as { version: string };
	expect(webllm.version).toBe(version);
	expect(webllm.models).toHaveLength(163);
});

test('a model of which web-llm asks for a manifest, which nobody fetches, isn’t listed, and the catalogue says why', () => {
	const withManifest = prebuiltAppConfig.model_list
		.filter(({ model_manifest: manifest }) => manifest !== undefined)
		.map(({ model_id: id }) => id);
	expect(withManifest).not.toHaveLength(0);
	const { models, leftOut } = (read('models/catalog.json') as Catalogue).webllm;
	expect(leftOut.map(({ id }) => id)).toEqual(withManifest);
	expect(leftOut.every(({ because }) => because.includes('mlc-model-manifest.json'))).toBe(true);
	expect(models.filter(({ id }) => withManifest.includes(id))).toEqual([]);
});
