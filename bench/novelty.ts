/**
 * `npm run bench -- novelty [--json] [--pools 10000,70000] [--queries 2000]`: the novelty index against
 * rapidfuzz's brute force and Google's rouge-score, all on one thread, same texts, same run. Rates and
 * means are of processor time on all sides, so that other work on the machine doesn't count; p50, p99
 * and the longest insert are of the clock.
 */
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { NoveltyIndex } from '../src/core/novelty/novelty-index.ts';
import { runPeers } from './novelty/peers.ts';
import { makeSet, type SetName, type TextSet } from './novelty/sets.ts';

/** A round of 2,000 queries takes some 10 ms, in which one collection or compilation shows: the median of many counts. */
const ROUNDS = 51;
/** By pool size; `ratioRapidfuzz` by set: goals of the index at that size. */
const GOALS: Readonly<Record<number, { real: number; hard: number; p99Ms: number }>> = {
	70_000: { real: 300, hard: 220, p99Ms: 0.25 },
	700_000: { real: 900, hard: 400, p99Ms: 4 },
};
const RATIO_ROUGE_SCORE = 300_000;
const INSERT_MS = 0.02;
const LONGEST_PAUSE_MS = 50;

type Bench = {
	readonly root: string;
	readonly args: readonly string[];
	readonly report: (row: object) => void;
};

/** Reports a row for each set and pool size; true when the goals of those sizes are met. */
export default function novelty({ root, args, report }: Bench): boolean {
	const { values } = parseArgs({
		args: [...args],
		options: {
			pools: { type: 'string', default: '10000,70000' },
			queries: { type: 'string', default: '2000' },
		},
	});
	let isGoalMet = true;
	for (const pool of values.pools.split(',').map(Number))
		for (const set of ['real', 'hard'] as const) {
			const row = measure(root, set, makeSet(set, pool, Number(values.queries)));
			report(row);
			isGoalMet &&= meetsGoals(row);
		}
	return isGoalMet;
}

type Row = ReturnType<typeof measure>;

function measure(root: string, set: SetName, texts: TextSet) {
	// Reading each text once joins the pieces it was made of, which would else shrink while we measure.
	for (const text of texts.pool) text.toLowerCase();
	const before = memoryMb();
	const started = performance.now();
	const index = NoveltyIndex.of(texts.pool);
	const buildMs = performance.now() - started;
	const memory = memoryMb() - before;
	const rounds = Array.from({ length: ROUNDS }, () =>
		timed(texts.queries, (text) => index.isNovel(text)),
	);
	const usual = rounds.toSorted((one, other) => one.cpuMs - other.cpuMs)[ROUNDS >> 1] ?? noRound();
	const decisions = texts.queries.map((text) => {
		const near = index.nearest(text);
		return near === undefined ? null : ([near.id, near.rougeL] as const);
	});
	const queriesPerSecond = (1000 * texts.queries.length) / usual.cpuMs;
	const peers = runPeers(root, texts, decisions);
	const inserts = timed(texts.queries, (text) => index.add(text));
	return {
		bench: 'novelty',
		set,
		pool: texts.pool.length,
		queriesPerSecond: Math.round(queriesPerSecond),
		ratioRapidfuzz: rounded(queriesPerSecond / peers.rapidfuzzQueriesPerSecond),
		ratioRougeScore: Math.round(queriesPerSecond / peers.rougeScoreQueriesPerSecond),
		p50Ms: rounded(percentile(usual.eachMs, 0.5)),
		p99Ms: rounded(percentile(usual.eachMs, 0.99)),
		insertMs: rounded(inserts.cpuMs / texts.queries.length),
		longestInsertMs: rounded(Math.max(...inserts.eachMs)),
		buildMs: Math.round(buildMs),
		memoryMb: rounded(memory),
		mismatches: peers.mismatches,
		comparedQueries: peers.comparedQueries,
	};
}

function meetsGoals(row: Row): boolean {
	const goals = GOALS[row.pool];
	const isExact = row.mismatches === 0;
	const isSmooth = row.insertMs <= INSERT_MS && row.longestInsertMs <= LONGEST_PAUSE_MS;
	if (goals === undefined) return isExact && isSmooth;
	const isFast = row.ratioRapidfuzz >= goals[row.set] && row.ratioRougeScore >= RATIO_ROUGE_SCORE;
	return isExact && isSmooth && isFast && row.p99Ms <= goals.p99Ms;
}

type Timing = { readonly cpuMs: number; readonly eachMs: readonly number[] };

/** Processor time of `work` on all texts, and the clock's time of each; milliseconds. */
function timed(texts: readonly string[], work: (text: string) => unknown): Timing {
	const cpuBefore = process.cpuUsage();
	const eachMs = texts.map((text) => {
		const started = performance.now();
		work(text);
		return performance.now() - started;
	});
	const { user, system } = process.cpuUsage(cpuBefore);
	return { cpuMs: (user + system) / 1000, eachMs };
}

function noRound(): never {
	throw new RangeError('no round was measured');
}

function percentile(values: readonly number[], share: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
}

function rounded(value: number): number {
	return Number(value.toPrecision(3));
}

/** What lives, in MB of 10⁶ bytes, after a full collection. */
function memoryMb(): number {
	setFlagsFromString('--expose-gc');
	(runInNewContext('gc') as () => void)();
	const { heapUsed, arrayBuffers } = process.memoryUsage();
	return (heapUsed + arrayBuffers) / 1e6;
}
