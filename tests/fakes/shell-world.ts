/** A world in memory for the frame, Home, Settings and Trainer: live values that a test sets, and a list of what it was told. */
import type { Library, PoolRow } from '../../src/app/ports/library.ts';
import type { Live } from '../../src/app/ports/live.ts';
import type { Settings } from '../../src/app/ports/settings.ts';
import type { Teacher } from '../../src/app/ports/teacher.ts';
import type {
	Trainer,
	TrainerEvent,
	TrainerFacts,
	TrainerJob,
	TrainerLink,
} from '../../src/app/ports/trainer.ts';
import { scoreForFree } from '../../src/app/score-pair.ts';
import type { DeviceFacts } from '../../src/app/world-ports.ts';
import { AppError } from '../../src/core/error.ts';
import type { ProjectId, RunId } from '../../src/core/id.ts';
import type { ProbeFinding } from '../../src/core/probe.ts';
import type { Project } from '../../src/core/project.ts';
import type { RunProgress } from '../../src/core/progress.ts';
import type { Run, Score, TrainingJob } from '../../src/core/run.ts';
import type { Student } from '../../src/core/student.ts';
import type { World } from '../../src/ui/world.ts';
import { LiveCell } from './live-cell.ts';
import { memoryKeys } from './memory-keys.ts';
import { StillExams } from './still-exams.ts';
import { StillModels } from './still-models.ts';
import { MemoryTeacherBook } from './memory-teachers.ts';
import { MemoryVotes } from './memory-votes.ts';

export const DEVICE: DeviceFacts = {
	webgpu: {
		adapter: 'Intel Iris Xe',
		real: true,
		vendor: 'intel',
		architecture: 'gen-12lp',
		description: 'Intel Iris Xe',
		features: ['shader-f16', 'timestamp-query'],
		limits: {
			maxBufferSize: 2e9,
			maxStorageBufferBindingSize: 1e9,
			maxStorageBuffersPerShaderStage: 10,
			maxComputeWorkgroupStorageSize: 32_768,
			maxComputeInvocationsPerWorkgroup: 1024,
			shaderF16: true,
		},
	},
	memoryBytes: 8 * 2 ** 30,
	wasmThreads: 4,
	isolated: true,
	simd: true,
	cores: 8,
	battery: { isCharging: false, level: 0.34 },
	storage: { usedBytes: 610e6, quotaBytes: 38e9, persisted: true },
	server: { trainer: { state: 'running' }, usualPort: 4747, port: 4747 },
};
const TRAINER_FACTS: TrainerFacts = {
	version: '0.1.0',
	device: 'cpu',
	bases: [
		{
			id: 'retort/practice-student',
			name: 'Practice student',
			params: 1e6,
			contextTokens: 512,
			licence: 'MIT',
			ready: true,
			problem: null,
			runs: 3,
		},
	],
	usedBytes: 31e6,
	freeBytes: 4e9,
};
export const LINK: TrainerLink = {
	url: 'http://127.0.0.1:4748',
	token: 'secret-token',
	linkedAt: Date.UTC(2026, 10, 24, 12),
};

/** A trainer that answers and doesn't know the link's token. */
export const REFUSED = new AppError(
	'trainer/bad-token',
	'The trainer refused (401): No such token.',
);

/** A live value that can't be read. */
const failing = (error: Error): Live<never> => ({
	subscribe: (_next, failed) => {
		failed?.(error);
		return { unsubscribe: () => undefined };
	},
});

export class ShellWorld {
	readonly projects = new LiveCell<readonly Project[]>([]);
	readonly runs = new LiveCell<readonly Run[]>([]);
	readonly students = new LiveCell<readonly Student[]>([]);
	readonly jobs = new LiveCell<readonly TrainingJob[]>([]);
	readonly progress = new Map<RunId, RunProgress>();
	poolRows: readonly PoolRow[] = [];
	readonly scores = new Map<RunId, readonly Score[]>();
	readonly settings = new Map<string, string>();
	/** What the run engine was handed: "key SLOT KEY". */
	readonly handed: string[] = [];
	keys = memoryKeys(this.handed);
	readonly models = new StillModels();
	readonly exams = new StillExams();
	readonly teachers = new MemoryTeacherBook();
	/** Keys that tests of a teacher were made with; null: the one held. */
	readonly tested: (string | null)[] = [];
	/** What a test of a teacher finds. */
	findings: readonly ProbeFinding[] = [];
	/** What stories, engine and trainer were told, in order. */
	readonly told: string[] = [];
	link: TrainerLink | undefined;
	device: DeviceFacts = DEVICE;
	folders: { folder: string; bytes: number }[] = [];
	trainerFacts: TrainerFacts = TRAINER_FACTS;
	/** Thrown instead of answering. */
	trainerAway: Error | undefined;
	teacherAway: Error | undefined;
	libraryBroken: Error | undefined;
	refusal: Error | undefined;
	atTrainer: readonly TrainerJob[] = [];
	events: readonly TrainerEvent[] = [];

	asWorld(): World {
		return {
			library: this.#library() as Library,
			engine: {
				...this.#verbs(),
				running: new LiveCell<RunId | null>(null),
			},
			feed: { say: () => undefined, listen: () => () => undefined },
			settings: this.#settingsPort(),
			measuring: { engines: [], now: () => 0, memory: () => Promise.resolve(null) },
			pools: {} as World['pools'],
			poolEdits: {} as World['poolEdits'],
			votes: new MemoryVotes(),
			student: () => {
				throw new Error('these pages load no student');
			},
			files: this.#files() as World['files'],
			trainer: () => Promise.resolve(this.link === undefined ? undefined : this.#trainer()),
			probeTrainer: () => this.#reachTrainer(this.trainerFacts),
			restored: null,
			revokeTrainer: ({ url }) => this.#tell(`revoke ${url}`),
			teacherFor: () => Promise.resolve(this.#teacher()),
			deleteProject: (id) => this.#library().deleteProject?.(id) ?? Promise.resolve(),
			teacherAt: () => this.#teacher(),
			practiceTeacher: () => this.#teacher(),
			scorePair: (_, pair, signal) => scoreForFree(this.#teacher(), pair, signal),
			models: this.models.asPort(),
			exams: this.exams.asPort(),
			shipped: () => Promise.resolve([]),
			packStudent: () => Promise.reject(new Error('these pages pack no student')),
			testTeacher: async (_teacher, key, hear) => {
				this.tested.push(key);
				await Promise.resolve();
				for (const finding of this.findings) hear(finding);
				if (this.teacherAway !== undefined) throw this.teacherAway;
			},
			teachers: this.teachers,
			keys: this.keys,
			projects: {
				createPractice: () => this.#tell('create practice').then(() => 'run1' as RunId),
				changeCaps: () => this.#tell('change caps'),
				newRun: () => this.#tell('new run').then(() => 'run1' as RunId),
				forkRun: () => this.#tell('fork').then(() => 'run2' as RunId),
				extendRun: () => this.#tell('extend'),
				changeTeacher: (id, teacher) => {
					const changed = this.projects.value.map((one) =>
						one.id === id ? { ...one, teacher } : one,
					);
					this.projects.set(changed);
					return this.#tell(`teacher of ${id}: ${teacher.model}`);
				},
				open: (project) => this.#tell(`open ${project}`),
			},
			exports: {
				write: ({ project, run, kind, format }) =>
					this.#tell(`write ${kind} of ${project}, ${run ?? 'no run'}, ${format}`).then(() => ({
						file: new Blob(['{}']),
						rows: 1,
					})),
			},
			imports: {
				preview: () => Promise.reject(new Error('these pages import nothing')),
				refusedRows: () => Promise.reject(new Error('these pages import nothing')),
				create: () => Promise.reject(new Error('these pages import nothing')),
			},
			device: {
				look: () => Promise.resolve(this.device),
				persist: () => this.#tell('persist').then(() => true),
			},
			alerts: {
				canNotify: false,
				ask: () => Promise.resolve(false),
				notify: () => undefined,
				keepAwake: () => Promise.resolve(),
			},
		};
	}

	#tell(what: string): Promise<void> {
		this.told.push(what);
		return this.refusal === undefined ? Promise.resolve() : Promise.reject(this.refusal);
	}

	#verbs() {
		const verb = (name: string) => (run: RunId) => this.#tell(`${name} ${run}`);
		return {
			start: verb('start'),
			resume: verb('resume'),
			step: verb('step'),
			pause: verb('pause'),
			stop: verb('stop'),
			retryFailed: verb('retry'),
			evaluate: verb('evaluate'),
		};
	}

	#library(): Partial<Library> {
		const live = <T>(cell: Live<T>): Live<T> =>
			this.libraryBroken === undefined ? cell : failing(this.libraryBroken);
		return {
			projects: () => live(this.projects),
			project: (id) => live(new LiveCell(this.projects.value.find((project) => project.id === id))),
			runs: () => live(this.runs),
			run: (id) => live(new LiveCell(this.runs.value.find((run) => run.id === id))),
			progress: (run) => new LiveCell(this.progress.get(run)),
			scores: (run) => new LiveCell(this.scores.get(run) ?? []),
			students: () => live(this.students),
			jobs: () => live(this.jobs),
			poolRows: () => Promise.resolve(this.poolRows),
			deleteProject: async (id) => {
				await this.#tell(`delete ${id}`);
				this.projects.set(this.projects.value.filter((project) => project.id !== id));
			},
			exportProject: (id, { weights }) =>
				this.#tell(`export ${id}${weights ? ' with weights' : ''}`).then(() => new Blob(['{}'])),
			importProject: () => this.#tell('import').then(() => 'project1' as ProjectId),
		};
	}

	#settingsPort(): Settings {
		return {
			trainerLink: () => Promise.resolve(this.link),
			linkTrainer: (link) => {
				this.link = link;
				return this.#tell(`link ${link.url}`);
			},
			unlinkTrainer: () => {
				this.link = undefined;
				return this.#tell('unlink');
			},
			get: (name) => Promise.resolve(this.settings.get(name)),
			set: (name, value) => {
				this.settings.set(name, value);
				return Promise.resolve();
			},
		};
	}

	#files(): Partial<World['files']> {
		return {
			list: () => Promise.resolve(this.folders),
			delete: (folder) => {
				this.folders = this.folders.filter((other) => other.folder !== folder);
				return this.#tell(`delete ${folder}`);
			},
		};
	}

	#reachTrainer<T>(value: T): Promise<T> {
		return this.trainerAway === undefined
			? Promise.resolve(value)
			: Promise.reject(this.trainerAway);
	}

	#trainer(): Trainer {
		const { events } = this;
		const port: Partial<Trainer> = {
			jobs: () => this.#reachTrainer(this.atTrainer),
			cancel: async (id) => {
				await this.#tell(`cancel ${id}`);
				throw new Error('the fake has no jobs');
			},
			events: async function* () {
				await Promise.resolve();
				yield* events;
			},
		};
		return port as Trainer;
	}

	#teacher(): Teacher {
		const port: Partial<Teacher> = {
			ask: () =>
				this.teacherAway === undefined
					? Promise.resolve({
							text: 'ready',
							finish: 'stop',
							promptTokens: 14,
							completionTokens: 1,
						})
					: Promise.reject(this.teacherAway),
			models: () => Promise.resolve(['acme-large-2026-09', 'acme-small']),
		};
		return port as Teacher;
	}
}
