/** A world in memory for the Student and Evaluate pages: students that talk, an engine that notes what it is told. */
import type {
	LoadedStudent,
	StudentEngine,
	StudentOptions,
} from '../../src/app/ports/student-engine.ts';
import type { MeasurableEngine } from '../../src/app/measure-device.ts';
import type { AnswerPair } from '../../src/app/ports/library.ts';
import type { Models } from '../../src/app/ports/models.ts';
import type { StudentFiles } from '../../src/app/ports/student-files.ts';
import type { Trainer } from '../../src/app/ports/trainer.ts';
import { scoreForFree } from '../../src/app/score-pair.ts';
import type { DeviceFacts, ShippedStudent } from '../../src/app/world-ports.ts';
import type { Message } from '../../src/core/call.ts';
import type { RunId } from '../../src/core/id.ts';
import { readTask } from '../../src/core/practice/world.ts';
import type { RunProgress } from '../../src/core/progress.ts';
import type { Project } from '../../src/core/project.ts';
import type { Run, Score } from '../../src/core/run.ts';
import {
	placeOf,
	type AnswerSource,
	type EndpointSource,
	type Student,
	type StudentFile,
} from '../../src/core/student.ts';
import { originOf } from '../../src/core/teacher.ts';
import { practiceTeacher } from '../../src/adapters/practice/practice-teacher.ts';
import type { World } from '../../src/ui/world.ts';
import { LiveCell } from './live-cell.ts';
import { memoryKeys } from './memory-keys.ts';
import { MemoryPools } from './memory-pools.ts';
import { MemoryStudentFiles } from './memory-student-files.ts';
import { MemoryVotes } from './memory-votes.ts';
import { pairs as scenePairs, poolRows } from './loop-scene.ts';
import { projectRow, runRow } from './rows.ts';
import { DEVICE } from './shell-world.ts';
import { StillModels } from './still-models.ts';

export const FILES: readonly StudentFile[] = [
	{ path: 'README.md', bytes: 1780, sha256: 'aa' },
	{ path: 'onnx/model.onnx', bytes: 4_786_694, sha256: 'bb' },
	{ path: 'tokenizer.json', bytes: 147_627, sha256: 'cc' },
];
const SHIPPED: ShippedStudent = {
	id: 'retort/practice-student',
	folder: 'practice-student',
	name: 'Practice student',
	licence: 'MIT',
	contextTokens: 512,
	files: FILES,
};

/** Of the scene's rows, those of the test sets are as many as its scores say. */
const SEEDS = poolRows.map((row, order) => ({
	...row,
	instruction: {
		...row.instruction,
		split:
			order < 1593
				? ('heldOut' as const)
				: order < 2653
					? ('development' as const)
					: ('pool' as const),
	},
}));

/** Says the right answer word by word, and one word more; a token is a word. */
const HERE = {
	engine: 'transformers.js',
	device: 'wasm',
	note: 'WebGPU is here a program on the CPU, slower than WebAssembly.',
	contextTokens: 512,
} as const;
const elsewhere = ({ at }: EndpointSource): Omit<LoadedStudent, 'loadMs'> => ({
	...{ engine: 'remote', device: 'remote', note: null, contextTokens: null },
	origin: originOf(at.baseUrl),
});

function inMemory(): Pick<World, 'pools' | 'poolEdits'> {
	const { mirror, edits } = new MemoryPools([]);
	return { pools: mirror, poolEdits: edits };
}

class TalkingStudent implements StudentEngine {
	readonly measured = null;
	readonly lastReply = null;
	loaded: LoadedStudent | null = null;
	/** What was loaded and asked, in order. */
	readonly told: string[] = [];
	/** Those handed to the engine are told too: "key SLOT KEY". */
	readonly keys = memoryKeys(this.told);
	readonly heard: (readonly Message[])[] = [];
	readonly asked: StudentOptions[] = [];
	/** Thrown by the next loading. */
	refusal: Error | undefined;
	/** Pieces wait for it. */
	gate: Promise<void> = Promise.resolve();
	/** The word that it adds to the right answer. */
	word = 'plum';

	load(
		source: AnswerSource,
		{ onBytes }: { readonly onBytes?: (done: number, total: number | null) => void },
	): Promise<LoadedStudent> {
		this.told.push(`load ${placeOf(source)}`);
		onBytes?.(2_000_000, 4_934_321);
		const { refusal } = this;
		this.refusal = undefined;
		if (refusal !== undefined) return Promise.reject(refusal);
		return this.gate.then(
			() =>
				(this.loaded = {
					...(source.kind === 'endpoint' ? elsewhere(source) : HERE),
					loadMs: 320,
				}),
		);
	}

	async *chat(
		messages: readonly Message[],
		options: StudentOptions,
		signal: AbortSignal,
	): AsyncGenerator<string, void, void> {
		this.heard.push(messages);
		this.asked.push(options);
		this.told.push(`chat ${options.temperature} ${options.maxTokens}`);
		const asked = messages.at(-1)?.content ?? '';
		const words = `${readTask(asked)?.answer ?? 'half'} ${this.word}`.split(/(?<= )/);
		for (const word of words) {
			await new Promise<void>((resolve, reject) => {
				signal.addEventListener('abort', () => {
					reject(signal.reason as Error);
				});
				void this.gate.then(resolve);
			});
			yield word;
		}
	}

	promptIds(messages: readonly Message[]): Promise<readonly number[]> {
		return Promise.resolve(
			messages.flatMap(({ content }) => content.split(' ').map((word) => word.length)),
		);
	}

	countTokens(conversations: readonly (readonly Message[])[]): Promise<readonly number[]> {
		const words = (text: string) => text.split(' ').filter((word) => word !== '').length;
		return Promise.resolve(
			conversations.map((turns) => turns.reduce((sum, { content }) => sum + words(content), 0)),
		);
	}

	// Nothing to answer in batches.
	// eslint-disable-next-line require-yield -- these pages only chat
	async *answer(): AsyncGenerator<never, void, void> {
		await Promise.reject(new Error('these pages only chat'));
	}

	greedyIds(): Promise<readonly number[]> {
		return Promise.resolve([]);
	}

	close(): void {
		this.told.push('close');
	}
}

export class StudentWorld {
	readonly projects = new LiveCell<readonly Project[]>([projectRow()]);
	readonly runs = new LiveCell<readonly Run[]>([runRow()]);
	readonly students = new LiveCell<readonly Student[]>([]);
	readonly scores = new Map<RunId, LiveCell<readonly Score[]>>();
	readonly progress = new LiveCell<RunProgress | undefined>(undefined);
	readonly running = new LiveCell<RunId | null>(null);
	readonly told: string[] = [];
	/** Those handed to the engine are told too: "key SLOT KEY". */
	readonly keys = memoryKeys(this.told);
	readonly engine = new TalkingStudent();
	/** Of a second student that doesn’t take turns with the first. */
	readonly second = new TalkingStudent();
	readonly votes = new MemoryVotes();
	#engines = 0;
	shipped: readonly ShippedStudent[] = [SHIPPED];
	/** Real ones, in tests of downloads. */
	models: Models = new StillModels().asPort();
	device: DeviceFacts = DEVICE;
	/** What the user set. */
	readonly settings = new Map<string, string>();
	files: StudentFiles = new MemoryStudentFiles();
	/** undefined: none is linked. */
	trainer: Trainer | undefined;
	pairs: readonly AnswerPair[] = scenePairs;
	/** What a student can be measured on here. */
	measurable: readonly MeasurableEngine[] = [];
	/** The clock of a measurement, ms. */
	now: () => number = () => performance.now();
	/** What questions of the chat are added to; default: in memory. */
	pools: Pick<World, 'pools' | 'poolEdits'> = inMemory();
	/** Default: by the practice teacher. */
	scorePair: World['scorePair'] = (_, pair, signal) =>
		scoreForFree(practiceTeacher(), pair, signal);
	/** An evaluation goes on until it settles. */
	evaluation: Promise<void> = Promise.resolve();

	scoresOf(run: RunId): LiveCell<readonly Score[]> {
		const cell = this.scores.get(run) ?? new LiveCell<readonly Score[]>([]);
		this.scores.set(run, cell);
		return cell;
	}

	asWorld(): World {
		const world: Pick<
			World,
			| 'shipped'
			| 'student'
			| 'votes'
			| 'files'
			| 'models'
			| 'device'
			| 'trainer'
			| 'packStudent'
			| 'practiceTeacher'
			| 'teacherFor'
			| 'scorePair'
			| 'pools'
			| 'poolEdits'
			| 'keys'
			| 'measuring'
		> & { readonly settings: Pick<World['settings'], 'get' | 'set'> } = {
			shipped: () => Promise.resolve(this.shipped),
			student: () => (this.#engines++ === 0 ? this.engine : this.second),
			votes: this.votes,
			files: this.files,
			models: this.models,
			device: {
				look: () => Promise.resolve(this.device),
				persist: () => {
					this.told.push('persist');
					return Promise.resolve(true);
				},
			},
			trainer: () => Promise.resolve(this.trainer),
			packStudent: (source, files) => {
				this.told.push(`pack ${source.kind} ${files.length} files`);
				return Promise.resolve(new Blob(['zip']));
			},
			practiceTeacher: () => practiceTeacher(),
			teacherFor: () => Promise.resolve(practiceTeacher()),
			scorePair: (...args) => this.scorePair(...args),
			...this.pools,
			keys: this.keys,
			settings: {
				get: (name) => Promise.resolve(this.settings.get(name)),
				set: (name, value) => {
					this.settings.set(name, value);
					return Promise.resolve();
				},
			},
			measuring: {
				engines: this.measurable,
				now: this.now,
				memory: () => Promise.resolve(null),
			},
		};
		return { ...world, library: this.#library(), engine: this.#runEngine() } as World;
	}

	#library(): World['library'] {
		const library: Partial<World['library']> = {
			projects: () => this.projects,
			project: (id) => new LiveCell(this.projects.value.find((project) => project.id === id)),
			runs: () => this.runs,
			run: (id) => new LiveCell(this.runs.value.find((run) => run.id === id)),
			students: () => this.students,
			scores: (run) => this.scoresOf(run),
			progress: () => this.progress,
			poolRows: () => Promise.resolve(SEEDS),
			pairs: ({ set }) => Promise.resolve(set === 'heldOut' ? this.pairs : this.pairs.slice(0, 12)),
		};
		return library as World['library'];
	}

	#runEngine(): World['engine'] {
		const engine: Partial<World['engine']> = {
			running: this.running,
			evaluate: async (run, student, set) => {
				this.told.push(`evaluate ${run} ${student} ${set}`);
				await this.evaluation;
			},
			pause: (run) => {
				this.told.push(`pause ${run}`);
				return Promise.resolve();
			},
		};
		return engine as World['engine'];
	}
}
