/** A run and those that it was forked from: rows of all of them count, each for its own iterations. */
import { firstValue } from '../../app/live.ts';
import type { Library } from '../../app/ports/library.ts';
import type { RunId } from '../../core/id.ts';
import type { Run } from '../../core/run.ts';

/** Of `run` count the iterations from `after` (not with it) up to and with `upTo`. */
export type ChainLink = { readonly run: Run; readonly after: number; readonly upTo: number };

/** Before the base, which is iteration −1. */
const BEFORE_ALL = -2;

/** The run itself first, then nearest first. Ends where a run is no longer stored. */
export async function chainOf(
	library: Pick<Library, 'run'>,
	run: Run,
): Promise<readonly ChainLink[]> {
	const chain: ChainLink[] = [];
	let next: Run | undefined = run;
	let upTo = run.iterations;
	while (next !== undefined && chain.every((link) => link.run.id !== next?.id)) {
		const { forkedFrom }: Run = next;
		const after = forkedFrom === null ? BEFORE_ALL : Math.min(forkedFrom.iteration, upTo);
		chain.push({ run: next, after, upTo });
		upTo = after;
		next = forkedFrom === null ? undefined : await firstValue(library.run(forkedFrom.runId));
	}
	return chain;
}

/** Whether the row is a seed or one of the chain's: a run may have gone on after others were forked from it. */
export function isSeenBy(
	chain: readonly ChainLink[],
	{ runId, iteration }: { readonly runId: RunId | null; readonly iteration: number },
): boolean {
	return (
		runId === null ||
		chain.some(({ run, after, upTo }) => run.id === runId && iteration > after && iteration <= upTo)
	);
}
