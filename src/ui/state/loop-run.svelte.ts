/** Everything that is known of one run, live, with what a forked run took over. */
import type { Library } from '../../app/ports/library.ts';
import type { RunEngine } from '../../app/ports/run-engine.ts';
import type { Run } from '../../core/run.ts';
import { live } from './live.svelte.ts';
import { LoopInherited } from './loop-inherited.svelte.ts';
import { LoopSeeds } from './loop-seeds.svelte.ts';

type World = { readonly library: Library; readonly engine: Pick<RunEngine, 'running'> };

/** Make it while a component initialises: it follows as long as that lives. */
export function followRun({ library, engine }: World, run: Run) {
	const { id, projectId } = run;
	const project = live(library.project(projectId));
	const progress = live(library.progress(id));
	const stages = live(library.stages(id));
	const scores = live(library.scores(id));
	const reports = live(library.reports(id));
	const jobs = live(library.jobs(id));
	const failed = live(library.failedCalls(id));
	const students = live(library.students(projectId));
	const running = live(engine.running);
	const inherited = new LoopInherited(library, run);
	const seeds = new LoopSeeds();
	const isBefore = $derived(progress.reading.kind === 'ready' && progress.value === undefined);
	// Read outside Svelte, once, for a run that has not begun.
	$effect(() => {
		if (isBefore) void seeds.read(library, run);
	});
	const allScores = $derived([...inherited.rows.scores, ...(scores.value ?? [])]);
	const allStages = $derived([...inherited.rows.stages, ...(stages.value ?? [])]);
	const allReports = $derived(
		inOrder([...inherited.rows.reports, ...(reports.value ?? [])], ({ iteration }) => iteration),
	);
	const allJobs = $derived(
		inOrder([...inherited.rows.jobs, ...(jobs.value ?? [])], ({ createdAt }) => createdAt),
	);
	const ours = $derived((students.value ?? []).filter(({ runId }) => runId === id));
	const allStudents = $derived(
		inOrder([...inherited.rows.students, ...ours], ({ iteration }) => iteration),
	);
	return {
		/** Undefined until it is read. */
		get teacher() {
			return project.value?.teacher ?? undefined;
		},
		get progress() {
			return progress.value;
		},
		/** Known to have no progress: nothing was asked yet. */
		get isBefore() {
			return isBefore;
		},
		get seeds() {
			return seeds.sizes;
		},
		get stages() {
			return allStages;
		},
		get scores() {
			return allScores;
		},
		/** By iteration. */
		get reports() {
			return allReports;
		},
		/** Oldest first. */
		get jobs() {
			return allJobs;
		},
		/** By iteration, the base first. */
		get students() {
			return allStudents;
		},
		get failed() {
			return failed.value ?? [];
		},
		/** Which run this tab's worker carries out; undefined until it told. */
		get running() {
			return running.value;
		},
	};
}

function inOrder<T>(rows: readonly T[], by: (row: T) => number): T[] {
	return [...rows].sort((one, other) => by(one) - by(other));
}
