import { expect, test } from 'vitest';
import { listedDigests } from '../../../../src/core/models/listed-digests.ts';

const [md5, sha256] = ['0'.repeat(32), 'f'.repeat(64)];

test('shards have the digest of their list, and any file that of a manifest, which is the stronger', () => {
	const records = [
		{ dataPath: 'params_shard_0.bin', nbytes: 1, md5sum: md5 },
		{ dataPath: 'params_shard_1.bin', nbytes: 1, md5sum: md5 },
		{ dataPath: 'params_shard_2.bin', nbytes: 1 },
	];
	const files = [
		{ path: 'config.json', bytes: 1, sha256 },
		{ path: 'mlc/params_shard_1.bin', bytes: 1, sha256 },
		{ path: 'README.md', sha256: 'none' },
	];
	const texts = { cache: JSON.stringify({ records }), manifest: JSON.stringify({ files }) };
	expect([...listedDigests(texts)]).toEqual([
		['mlc/params_shard_0.bin', { kind: 'md5', hex: md5 }],
		['mlc/params_shard_1.bin', { kind: 'sha256', hex: sha256 }],
		['config.json', { kind: 'sha256', hex: sha256 }],
	]);
});

test.each(['<!doctype html>', 'null', '[]', '{"files":[null,{"path":1}]}', undefined])(
	'a manifest that is none, such as %s, lists nothing',
	(manifest) => {
		expect(listedDigests({ cache: manifest, manifest }).size).toBe(0);
	},
);
