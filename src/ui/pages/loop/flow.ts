/** The loop as it is drawn: two pools, three stages with what they count, and the lanes between them. */
import type { RunProgress } from '../../../core/progress.ts';
import type { IterationReport, Run, StageEntry, TrainingJob } from '../../../core/run.ts';
import { count, plural } from '../../parts/format.ts';
import type { PoolSizes } from '../../state/pool-sizes.ts';
import { stageCards, type StageCard } from './stage-cards.ts';
import { unitFor, type VesselCounts } from './vessel-marks.ts';

export type FlowInput = {
	readonly run: Run;
	readonly progress: RunProgress | undefined;
	readonly stages: readonly StageEntry[];
	readonly reports: readonly IterationReport[];
	readonly jobs: readonly TrainingJob[];
	/** What the run begins with, for want of progress. */
	readonly seeds?: PoolSizes | undefined;
};
export type Vessel = {
	readonly pool: 'train' | 'cache';
	readonly name: string;
	readonly size: number;
	readonly counts: VesselCounts;
};
export type Flow = {
	readonly train: Vessel;
	readonly cache: Vessel;
	/** Instructions that one mark stands for. */
	readonly unit: number;
	readonly cards: readonly [StageCard, StageCard, StageCard];
	/** Lanes that carry something now. */
	readonly moving: { readonly learn: boolean; readonly test: boolean; readonly write: boolean };
	/** What the lane back brings. */
	readonly back: string;
};

/** The flow of a run; before its first progress the pools hold the seeds. */
export function flowOf(input: FlowInput): Flow {
	const { run, progress, reports, seeds } = input;
	const pools = progress?.pools ?? seeds ?? { train: 0, cache: 0 };
	const unit = unitFor(Math.max(pools.train, pools.cache));
	const stage = run.state.kind === 'running' ? progress?.place?.stage : undefined;
	return {
		train: {
			pool: 'train',
			name: 'Train Pool',
			size: pools.train,
			counts: trainCounts(pools.train, run, reports),
		},
		cache: {
			pool: 'cache',
			name: 'Cache Pool',
			size: pools.cache,
			counts: cacheCounts(pools.cache, progress),
		},
		unit,
		cards: stageCards(input),
		moving: {
			learn: stage === 'imitation',
			test: stage === 'discrimination',
			write: stage === 'generation',
		},
		back: `${backWords(run)} One mark is ${plural(unit, 'instruction')}.`,
	};
}

/** New instructions by the kind of their parent, in the newest report's proportion; seeds have none, random parents any. */
function trainCounts(
	size: number,
	{ recipe }: Run,
	reports: readonly IterationReport[],
): VesselCounts {
	if (recipe.generation.targeting === 'random') return { hard: 0, easy: 0, waiting: size };
	const filled = reports
		.filter(({ budget }) => budget.some((row) => row.count > 0))
		.reduce<IterationReport | undefined>(
			(newest, report) =>
				newest === undefined || report.iteration > newest.iteration ? report : newest,
			undefined,
		);
	const { hard, easy } = filled?.accepted ?? { hard: 0, easy: 0 };
	if (hard + easy === 0) return { hard: 0, easy: 0, waiting: size };
	const fromHard = Math.round((size * hard) / (hard + easy));
	return { hard: fromHard, easy: size - fromHard, waiting: 0 };
}

function cacheCounts(size: number, progress: RunProgress | undefined): VesselCounts {
	if (progress === undefined) return { hard: 0, easy: 0, waiting: size };
	const { hard, easy } = progress.cache;
	return { hard, easy, waiting: Math.max(0, size - hard - easy) };
}

function backWords({ recipe, iterations }: Run): string {
	const { newPerIteration, newCachePerIteration, cachePool } = recipe.generation;
	if (iterations === 0) return 'No iterations after the seeds: nothing new is written.';
	if (newPerIteration === 0) return 'No new instructions: the Train Pool stays.';
	if (cachePool === 'paper')
		return `${count(newPerIteration)} new instructions replace the Train Pool and join the Cache Pool.`;
	return `${count(newPerIteration)} new instructions replace the Train Pool, ${count(newCachePerIteration)} more join the Cache Pool.`;
}
