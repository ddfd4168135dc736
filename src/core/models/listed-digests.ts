/** Digests of a model's files that lie in its own folder: of web-llm's shards, and of all that a trainer's student has. */

export type ListedDigest = { readonly kind: 'md5' | 'sha256'; readonly hex: string };
/** What of a folder of the user's was held to a digest; 'sizes': nobody lists one of its weights. */
export type Checked = 'files' | 'weights' | 'sizes';

const MD5 = /^[0-9a-f]{32}$/;
const SHA256 = /^[0-9a-f]{64}$/;

/** By path. A list that can't be read is none. */
export function listedDigests(texts: {
	/** mlc/tensor-cache.json, or what it was called before. */
	readonly cache: string | undefined;
	readonly manifest: string | undefined;
}): ReadonlyMap<string, ListedDigest> {
	const digests = new Map<string, ListedDigest>();
	for (const { dataPath, md5sum } of rows(texts.cache, 'records'))
		if (typeof dataPath === 'string' && typeof md5sum === 'string' && MD5.test(md5sum))
			digests.set(`mlc/${dataPath}`, { kind: 'md5', hex: md5sum });
	for (const { path, sha256 } of rows(texts.manifest, 'files'))
		if (typeof path === 'string' && typeof sha256 === 'string' && SHA256.test(sha256))
			digests.set(path, { kind: 'sha256', hex: sha256 });
	return digests;
}

function rows(text: string | undefined, name: string): readonly Readonly<Record<string, unknown>>[] {
	if (text === undefined) return [];
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (thrown) {
		if (thrown instanceof SyntaxError) return [];
		throw thrown;
	}
	const list = (value as Readonly<Record<string, unknown>> | null)?.[name];
	return Array.isArray(list) ? list.map((row) => (row ?? {}) as Record<string, unknown>) : [];
}
