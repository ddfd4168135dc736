/** A project's rows as the Pools page lists them: the first ones by key, then counts and search of the worker's copy. */
import type { PoolMirror } from '../../src/app/pool-ports.ts';
import type { ProjectId } from '../../src/core/id.ts';
import { NO_FILTER, type PoolFilter } from '../../src/core/pools/filter.ts';
import type { PoolScope } from '../../src/core/pools/listing.ts';
import { PAGE_ROWS } from '../../src/core/pools/paging.ts';

export type PoolTimes = {
	readonly firstRowsMs: number;
	readonly wholeMs: number;
	readonly filterMs: number;
	readonly searchMs: number;
};

/** What a first screen shows. */
const FIRST_ROWS = 60;

/** First rows, the whole copy, the rows of one split counted, those with a word: milliseconds until rows are there. */
export async function listed(mirror: PoolMirror, project: ProjectId): Promise<PoolTimes> {
	const started = performance.now();
	const whole = becomesWhole(mirror, {
		project,
		runs: [],
		hard: { threshold: 1, hardRule: 'mean' },
	});
	await mirror.firstRows(project, FIRST_ROWS);
	const firstRowsMs = performance.now() - started;
	await whole;
	const wholeMs = performance.now() - started;
	const filterMs = await narrowed(mirror, { ...NO_FILTER, places: ['held-out'] });
	const searchMs = await narrowed(mirror, { ...NO_FILTER, text: 'describe' });
	return { firstRowsMs, wholeMs, filterMs, searchMs };
}

async function narrowed(mirror: PoolMirror, filter: PoolFilter): Promise<number> {
	const started = performance.now();
	const { view, found } = await mirror.list(filter);
	const rows = await mirror.rows(view, 0, PAGE_ROWS);
	if (rows.length !== Math.min(PAGE_ROWS, found) || rows.includes(undefined))
		throw new Error(`expected rows of ${String(found)}, got ${String(rows.length)}`);
	return performance.now() - started;
}

function becomesWhole(mirror: PoolMirror, scope: PoolScope): Promise<void> {
	return new Promise((resolve, reject) => {
		const following = mirror.follow(scope).subscribe(({ isWhole }) => {
			if (!isWhole) return;
			following.unsubscribe();
			resolve();
		}, reject);
	});
}
