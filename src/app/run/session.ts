/** One sitting of a run: its book, its world, and the two ways of ending it. */
import type { Message, CallReply, CallRequest, Role } from '../../core/call.ts';
import { AppError } from '../../core/error.ts';
import type { CallKey } from '../../core/id.ts';
import type { RunBook } from '../../core/loop/run-book.ts';
import type { RunEvent } from '../../core/progress.ts';
import type { Run } from '../../core/run.ts';
import type { Student, StudentSource } from '../../core/student.ts';
import { roleRequest, type RoleNumbers } from '../../core/role-request.ts';
import { teacherInRole, type TeacherSettings } from '../../core/teacher.ts';
import type { RecordChange, RecordStore } from '../ports/records.ts';
import type { RunFeed } from '../ports/run-feed.ts';
import type { LoadedStudent, StudentEngine } from '../ports/student-engine.ts';
import type { StudentFiles } from '../ports/student-files.ts';
import type { Clock, Sleep } from '../ports/system.ts';
import type { Trainer } from '../ports/trainer.ts';
import type { ProgressKeeper } from './progress-keeper.ts';
import type { RowBuffer } from './row-buffer.ts';

/** What was paid for, with the key under which the ledger keeps it, and whether it had it already. */
type Asked = {
	readonly reply: CallReply;
	readonly callKey: CallKey;
	readonly fromLedger: boolean;
};
type Ask = (
	order: { readonly role: Role; readonly about: string; readonly request: CallRequest },
	signal: AbortSignal,
) => Promise<Asked>;

export type RunWorld = {
	readonly store: RecordStore;
	readonly ask: Ask;
	readonly teacher: TeacherSettings;
	readonly engine: StudentEngine;
	readonly files: StudentFiles;
	/** Throws AppError 'trainer/not-linked'. */
	readonly trainer: () => Promise<Trainer>;
	/** The shipped student of this base id; undefined when the base is the trainer's. */
	readonly shipped: (
		baseId: string,
	) => Promise<Extract<StudentSource, { kind: 'shipped' }> | undefined>;
	/** A text file of a shipped student. */
	readonly readShipped: (
		source: Extract<StudentSource, { kind: 'shipped' }>,
		path: string,
	) => Promise<string>;
	readonly feed: RunFeed;
	readonly clock: Clock;
	readonly sleep: Sleep;
};

export class RunSession {
	readonly world: RunWorld;
	readonly book: RunBook;
	readonly progress: ProgressKeeper;
	readonly rows: RowBuffer;
	run: Run;
	/** Take no new work; what is under way and paid for may still arrive. */
	readonly stopping: AbortSignal;
	/** End everything now. */
	readonly ended: AbortSignal;
	#loaded: { readonly id: string; readonly facts: LoadedStudent } | undefined;

	constructor(parts: {
		readonly world: RunWorld;
		readonly book: RunBook;
		readonly progress: ProgressKeeper;
		readonly rows: RowBuffer;
		readonly run: Run;
		readonly stopping: AbortSignal;
		readonly ended: AbortSignal;
	}) {
		this.world = parts.world;
		this.book = parts.book;
		this.progress = parts.progress;
		this.rows = parts.rows;
		this.run = parts.run;
		this.stopping = parts.stopping;
		this.ended = parts.ended;
	}

	/** Requests in flight at once. The practice teacher answers in this thread: more lanes only fill the ledger's batches. */
	get lanes(): number {
		return this.world.teacher.kind === 'practice' ? 64 : this.world.teacher.concurrency;
	}

	/** Leaves the stage when the run was paused; called where a stage would otherwise go on with less. */
	throwIfStopping(): void {
		this.stopping.throwIfAborted();
	}

	say(event: RunEvent): void {
		this.world.feed.say(this.run.id, event);
	}

	/** Writes now, and into the book. */
	async write(change: RecordChange, options?: { readonly durable?: boolean }): Promise<void> {
		await this.world.store.put(change, options);
		this.book.add(change);
	}

	/** A request of a role with the recipe's numbers; the seed is the run's, so equal tasks make equal requests. */
	request(
		role: Role,
		messages: readonly Message[],
		numbers: Omit<RoleNumbers, 'seed'> & { readonly seed?: number },
	): CallRequest {
		const asked = teacherInRole(this.world.teacher, role);
		return roleRequest(asked, messages, { seed: this.run.recipe.seed, ...numbers });
	}

	/** The student of this iteration; throws when it is not there, which the order of stages rules out. */
	student(iteration: number): Student {
		const student = this.book.student(iteration);
		if (student === undefined)
			throw new AppError(
				'run/no-student',
				`expected student ${String(iteration)} of ${this.run.id}`,
			);
		return student;
	}

	/** Of the student if it is the one that is loaded; else the engine is taken to be about to load it. */
	factsOf(student: Student): LoadedStudent | undefined {
		if (this.#loaded?.id !== student.id) this.#loaded = undefined;
		return this.#loaded?.facts;
	}

	/** Notes what the engine holds, however it came there. */
	loaded(student: Student, facts: LoadedStudent): void {
		this.#loaded = { id: student.id, facts };
		this.progress.student(facts);
	}

	/** The student is to be loaded again before it is asked. */
	unload(): void {
		this.#loaded = undefined;
	}
}
