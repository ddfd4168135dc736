/** How many instructions a run begins with, read once for a run that has no progress of its own to tell it. */
import type { Library } from '../../app/ports/library.ts';
import type { Run } from '../../core/run.ts';
import { poolSizes, type PoolSizes } from './pool-sizes.ts';
import { chainOf, isSeenBy } from './run-chain.ts';

export class LoopSeeds {
	#sizes = $state.raw<PoolSizes>();
	#isRead = false;

	/** undefined until read; a failure leaves it so, since Pools tells of it. */
	get sizes(): PoolSizes | undefined {
		return this.#sizes;
	}

	async read(library: Pick<Library, 'poolRows' | 'run'>, run: Run): Promise<void> {
		if (this.#isRead) return;
		this.#isRead = true;
		const chain = await chainOf(library, run);
		const rows = await library.poolRows(
			run.projectId,
			chain.map((link) => link.run.id),
		);
		this.#sizes = poolSizes(
			rows.map(({ instruction }) => instruction).filter((row) => isSeenBy(chain, row)),
			run,
		);
	}
}
