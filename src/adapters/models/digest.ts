/** Digests of files that are too large to be held in memory; of the platform's own, none reads a stream, and none is MD5. */
import { createMD5, createSHA256 } from 'hash-wasm';
import type { ListedDigest } from '../../core/models/listed-digests.ts';

/** See the port `Models`. */
export async function digestOf(
	data: Blob,
	kind: ListedDigest['kind'],
	signal: AbortSignal,
): Promise<string> {
	const hash = await { md5: createMD5, sha256: createSHA256 }[kind]();
	const taken = new WritableStream<Uint8Array>({
		write(bytes) {
			hash.update(bytes);
		},
	});
	await data.stream().pipeTo(taken, { signal });
	return hash.digest('hex');
}
