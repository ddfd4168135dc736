/** Holds a folder of the user's to the digests that lie in it: damage at equal length loads, and answers nonsense. */
import { AppError } from '../../core/error.ts';
import { listedDigests, type Checked } from '../../core/models/listed-digests.ts';
import { WEIGHTS } from '../../core/models/model-folder.ts';
import type { Models } from '../ports/models.ts';

type File = { readonly path: string; readonly data: Blob };

/** Throws 'models/corrupt-file' for the first file that isn't the one its digest is of. */
export async function holdToDigests(
	models: Pick<Models, 'digest'>,
	{ placed, manifest }: { readonly placed: readonly File[]; readonly manifest: Blob | undefined },
	signal: AbortSignal,
): Promise<Checked> {
	const cache = placed.find(({ path }) => /^mlc\/(tensor|ndarray)-cache\.json$/.test(path));
	const digests = listedDigests({
		cache: await cache?.data.text(),
		manifest: await manifest?.text(),
	});
	for (const { path, data } of placed) {
		const digest = digests.get(path);
		if (digest === undefined) continue;
		const got = await models.digest(data, digest.kind, signal);
		if (got !== digest.hex)
			throw new AppError(
				'models/corrupt-file',
				`${path}: expected ${digest.kind} ${digest.hex}, got ${got}. It was damaged on its way: take it anew from where it came.`,
			);
	}
	const isHeld = ({ path }: File) => digests.has(path);
	if (placed.every(isHeld)) return 'files';
	return placed.filter(({ path }) => WEIGHTS.test(path)).every(isHeld) ? 'weights' : 'sizes';
}
