/** What a forked run took over: rows of the runs before it, up to the iteration of the fork. They no longer change. */
import { firstValue } from '../../app/live.ts';
import type { Library } from '../../app/ports/library.ts';
import type { IterationReport, Run, Score, StageEntry, TrainingJob } from '../../core/run.ts';
import type { Student } from '../../core/student.ts';
import { chainOf, type ChainLink } from './run-chain.ts';

type Reading = Pick<Library, 'run' | 'scores' | 'reports' | 'stages' | 'jobs' | 'students'>;
type Inherited = {
	readonly scores: readonly Score[];
	readonly reports: readonly IterationReport[];
	readonly stages: readonly StageEntry[];
	readonly jobs: readonly TrainingJob[];
	readonly students: readonly Student[];
};
const NOTHING: Inherited = { scores: [], reports: [], stages: [], jobs: [], students: [] };

export class LoopInherited {
	#rows = $state.raw<Inherited>(NOTHING);
	#failure = $state.raw<unknown>();

	constructor(library: Reading, run: Run) {
		if (run.forkedFrom !== null) void this.#read(library, run);
	}

	get rows(): Inherited {
		return this.#rows;
	}
	get failure(): unknown {
		return this.#failure;
	}

	async #read(library: Reading, run: Run): Promise<void> {
		try {
			const [, ...ancestors] = await chainOf(library, run);
			const parts = await Promise.all(ancestors.map((link) => rowsOf(library, link)));
			this.#rows = {
				scores: parts.flatMap(({ scores }) => scores),
				reports: parts.flatMap(({ reports }) => reports),
				stages: parts.flatMap(({ stages }) => stages),
				jobs: parts.flatMap(({ jobs }) => jobs),
				students: parts.flatMap(({ students }) => students),
			};
		} catch (failure) {
			this.#failure = failure;
		}
	}
}

async function rowsOf(library: Reading, { run, upTo, after }: ChainLink): Promise<Inherited> {
	const [scores, reports, stages, jobs, students] = await Promise.all([
		firstValue(library.scores(run.id)),
		firstValue(library.reports(run.id)),
		firstValue(library.stages(run.id)),
		firstValue(library.jobs(run.id)),
		firstValue(library.students(run.projectId)),
	]);
	const isOurs = ({ iteration }: { readonly iteration: number }) =>
		iteration > after && iteration <= upTo;
	return {
		scores: scores.filter(isOurs),
		reports: reports.filter(isOurs),
		stages: stages.filter(isOurs),
		jobs: jobs.filter(isOurs),
		students: students.filter((student) => student.runId === run.id && isOurs(student)),
	};
}
