/** A world in memory for the Loop and Pools pages: live values that a test sets, an engine that notes what it is told. */
import type { Library } from '../../src/app/ports/library.ts';
import type { RunEngine } from '../../src/app/ports/run-engine.ts';
import type { RunFeed } from '../../src/app/ports/run-feed.ts';
import type { Settings } from '../../src/app/ports/settings.ts';
import type { Alerts, ProjectActions } from '../../src/app/world-ports.ts';
import type { Call } from '../../src/core/call.ts';
import type { InstructionId, RunId } from '../../src/core/id.ts';
import type { Project } from '../../src/core/project.ts';
import type { Recipe } from '../../src/core/recipe.ts';
import type { RunEvent, RunProgress } from '../../src/core/progress.ts';
import type { IterationReport, Run, Score, StageEntry, TrainingJob } from '../../src/core/run.ts';
import type { Student } from '../../src/core/student.ts';
import { LiveCell } from './live-cell.ts';
import { memoryKeys } from './memory-keys.ts';
import { detailOf, pairs, poolRows } from './loop-scene.ts';
import { MemoryPools } from './memory-pools.ts';
import { projectRow, RUN, runRow } from './rows.ts';

export class LoopWorld {
	readonly run: LiveCell<Run | undefined>;
	readonly progress = new LiveCell<RunProgress | undefined>(undefined);
	readonly project = new LiveCell<Project | undefined>(projectRow());
	readonly stages = new LiveCell<readonly StageEntry[]>([]);
	readonly students = new LiveCell<readonly Student[]>([]);
	readonly scores = new LiveCell<readonly Score[]>([]);
	readonly reports = new LiveCell<readonly IterationReport[]>([]);
	readonly jobs = new LiveCell<readonly TrainingJob[]>([]);
	readonly failed = new LiveCell<readonly Call[]>([]);
	readonly running = new LiveCell<RunId | null>(null);
	/** What the engine and the projects were told, in order: "start run1". */
	readonly told: string[] = [];
	/** Those handed to the engine are told too: "key SLOT KEY". */
	keys = memoryKeys(this.told);
	/** The recipe of the last fork. */
	forked: Recipe | undefined;
	/** Thrown by the next command. */
	refusal: Error | undefined;
	readonly memory = new MemoryPools(poolRows);
	pools = this.memory.mirror;
	poolEdits = this.memory.edits;
	readonly notified: string[] = [];
	readonly #ears = new Set<(event: RunEvent) => void>();
	readonly #settings = new Map<string, string>();

	constructor(run: Partial<Run> = {}) {
		this.run = new LiveCell<Run | undefined>(runRow(RUN, { iterations: 4, ...run }));
	}

	say(event: RunEvent): void {
		for (const hear of this.#ears) hear(event);
	}

	readonly feed: RunFeed = {
		say: (_run, event) => {
			this.say(event);
		},
		listen: (_run, hear) => {
			this.#ears.add(hear);
			return () => {
				this.#ears.delete(hear);
			};
		},
	};

	readonly engine: RunEngine = {
		start: (run) => this.#tell(`start ${run}`),
		resume: (run) => this.#tell(`resume ${run}`),
		step: (run) => this.#tell(`step ${run}`),
		pause: (run) => this.#tell(`pause ${run}`),
		stop: (run) => this.#tell(`stop ${run}`),
		retryFailed: (run) => this.#tell(`retry ${run}`),
		evaluate: (run, student, set) => this.#tell(`evaluate ${run} ${student} ${set}`),
		running: this.running,
	};

	readonly projects: Pick<ProjectActions, 'extendRun' | 'forkRun' | 'changeCaps' | 'newRun'> = {
		extendRun: (run, more) => this.#tell(`extend ${run} by ${more}`),
		changeCaps: async (run, caps) => {
			await this.#tell(`caps of ${run}: ${JSON.stringify(caps)}`);
			if (this.run.value !== undefined) this.run.set({ ...this.run.value, caps });
		},
		newRun: async (project, _, options) => {
			await this.#tell(`new run of ${project}: ${JSON.stringify(options)}`);
			return 'run2' as RunId;
		},
		forkRun: async (run, iteration, recipe) => {
			this.forked = recipe;
			await this.#tell(`fork ${run} at ${iteration}`);
			return 'run2' as RunId;
		},
	};

	readonly settings: Pick<Settings, 'get' | 'set'> = {
		get: (name) => Promise.resolve(this.#settings.get(name)),
		set: (name, value) => {
			this.#settings.set(name, value);
			return Promise.resolve();
		},
	};

	readonly alerts: Alerts = {
		canNotify: true,
		ask: () => Promise.resolve(true),
		notify: (title, body) => {
			this.notified.push(`${title}: ${body}`);
		},
		keepAwake: (on) => this.#tell(on ? 'keep awake' : 'let sleep'),
	};

	readonly library: Pick<
		Library,
		| 'run'
		| 'runs'
		| 'project'
		| 'progress'
		| 'stages'
		| 'students'
		| 'scores'
		| 'reports'
		| 'jobs'
		| 'failedCalls'
		| 'rejections'
		| 'poolRows'
		| 'detail'
		| 'pairs'
	> = {
		run: () => this.run,
		runs: () => new LiveCell(this.run.value === undefined ? [] : [this.run.value]),
		project: () => this.project,
		progress: () => this.progress,
		stages: () => this.stages,
		students: () => this.students,
		scores: () => this.scores,
		reports: () => this.reports,
		jobs: () => this.jobs,
		failedCalls: () => this.failed,
		rejections: () => Promise.resolve([]),
		poolRows: () => Promise.resolve(poolRows),
		detail: (id) => Promise.resolve(this.#detailOf(id)),
		pairs: () => Promise.resolve(pairs),
	};

	/** As it is stored now; a new text has no story yet. */
	#detailOf(id: InstructionId) {
		const instruction = this.memory.rows.get(id);
		const detail = detailOf(id);
		if (instruction === undefined) return detail;
		const nothing = { answers: [], verdicts: [], parent: null, children: [], calls: [] };
		return { ...(detail ?? nothing), instruction };
	}

	#tell(what: string): Promise<void> {
		this.told.push(what);
		const refusal = this.refusal;
		this.refusal = undefined;
		return refusal === undefined ? Promise.resolve() : Promise.reject(refusal);
	}
}
