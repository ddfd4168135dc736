/** Questions to the copy of a project's rows by somebody who doesn't show them. */
import type { PoolScope } from '../core/pools/listing.ts';
import type { PoolMirror } from './pool-ports.ts';

/** The work's result; it begins when the copy is whole, which stays followed until it has ended. Rejects with what fails. */
export async function whileFollowed<T>(
	mirror: Pick<PoolMirror, 'follow'>,
	scope: PoolScope,
	work: () => Promise<T>,
): Promise<T> {
	let whole: () => void = () => undefined;
	let failed: (why: unknown) => void = () => undefined;
	const read = new Promise<void>((resolve, reject) => {
		whole = resolve;
		failed = reject;
	});
	const following = mirror.follow(scope).subscribe(({ isWhole }) => {
		if (isWhole) whole();
	}, failed);
	try {
		await read;
		return await work();
	} finally {
		following.unsubscribe();
	}
}
