/** Which rows of a project are listed: as one of its runs sees them, by what that run calls hard. */
import type { Library } from '../../app/ports/library.ts';
import type { HardRule } from '../../core/difficulty.ts';
import type { ProjectId } from '../../core/id.ts';
import type { PoolScope } from '../../core/pools/listing.ts';
import type { Run } from '../../core/run.ts';
import { chainOf } from './run-chain.ts';

/** Without a run: the seeds alone. */
export async function poolScope(
	library: Pick<Library, 'run'>,
	project: ProjectId,
	run: Run | undefined,
): Promise<PoolScope> {
	const chain = run === undefined ? [] : await chainOf(library, run);
	return { project, runs: chain.map((link) => link.run.id), hard: hardRuleOf(run) };
}

/** Without a run nothing is judged, and any rule will do. */
export function hardRuleOf(run: Run | undefined): HardRule {
	if (run === undefined) return { threshold: 1, hardRule: 'mean' };
	const { threshold, hardRule } = run.recipe.referee;
	return { threshold, hardRule };
}
