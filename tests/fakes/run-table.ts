/** A table to carry runs out on in Node: memory stores, the practice teacher, a fake student and trainer. */
import { createHash } from 'node:crypto';
import { Asking } from '../../src/app/ask.ts';
import type { RunFeed } from '../../src/app/ports/run-feed.ts';
import type { StudentFiles } from '../../src/app/ports/student-files.ts';
import type { Teacher } from '../../src/app/ports/teacher.ts';
import { createPractice, type PracticePlan } from '../../src/app/projects.ts';
import { Schedule } from '../../src/app/schedule.ts';
import { Schedules } from '../../src/app/schedules.ts';
import { carryOut } from '../../src/app/run/carry-out.ts';
import { evaluateOn } from '../../src/app/run/evaluate.ts';
import { ProgressKeeper } from '../../src/app/run/progress-keeper.ts';
import { RowBuffer } from '../../src/app/run/row-buffer.ts';
import { RunSession } from '../../src/app/run/session.ts';
import type { CallReply, CallRequest } from '../../src/core/call.ts';
import { AppError } from '../../src/core/error.ts';
import { studentIdOf, type RunId } from '../../src/core/id.ts';
import { RunBook } from '../../src/core/loop/run-book.ts';
import { replyAsPracticeTeacher } from '../../src/core/practice/teacher.ts';
import type { RunEvent } from '../../src/core/progress.ts';
import { seededRandom } from '../../src/core/random.ts';
import type { RunState, Score } from '../../src/core/run.ts';
import { PRACTICE_TEACHER } from '../../src/core/teacher.ts';
import type { Shop } from '../../workers/run/shop.ts';
import { FakeStudentEngine, type Heard, type Taught } from './fake-student.ts';
import { FakeTrainer } from './fake-trainer.ts';
import { MemoryLedger } from './memory-ledger.ts';
import { MemoryRecordStore } from './memory-record-store.ts';

const SELF_TEST = JSON.stringify({
	version: 1,
	eos_token_ids: [3],
	cases: [{ messages: [{ role: 'user', content: 'x' }], prompt_ids: [1], greedy_ids: [1] }],
});

export class RunTable {
	readonly store = new MemoryRecordStore();
	readonly ledger = new MemoryLedger();
	readonly taught: Taught = new Map();
	readonly trainer = new FakeTrainer(this.taught);
	readonly events: RunEvent[] = [];
	/** Requests that reached the teacher. */
	asked = 0;
	/** The setting of the user's. */
	asksFirst = false;
	/** Called before each request; may throw or pause. */
	onAsk: () => void = () => undefined;
	/** A reply in place of the practice teacher's; may throw. */
	script: (request: CallRequest) => Partial<CallReply> | undefined = () => undefined;
	/** Called before a student is copied; may throw. */
	onFetch: () => void = () => undefined;
	/** What a fetched student must repeat. */
	selfTest = SELF_TEST;
	/** What the student was asked with sampling seeds: text → seed; how many answers it gave. */
	readonly student: Heard = { seeds: new Map(), answers: 0, away: null };
	#ids = 0;

	readonly teacher: Teacher = {
		ask: async (request) => {
			await Promise.resolve();
			this.onAsk();
			this.asked++;
			const scripted = this.script(request);
			const reply = replyAsPracticeTeacher({
				messages: request.messages,
				seed: request.seed,
				temperature: request.temperature,
				max_tokens: request.maxTokens,
				response_format: request.schema === null ? undefined : { type: 'json_schema' },
			});
			if (reply.kind !== 'completion') throw new AppError('bug/unexpected', 'no faults are set');
			return {
				text: reply.content,
				finish: reply.finish_reason,
				promptTokens: reply.usage.prompt_tokens,
				completionTokens: reply.usage.completion_tokens,
				...scripted,
			};
		},
		stream: () => {
			throw new AppError('bug/unexpected', 'nobody watches');
		},
		models: () => Promise.resolve([]),
	};

	createPractice(plan: Partial<PracticePlan> = {}): Promise<RunId> {
		return createPractice(
			{ store: this.store, clock: () => 1, newId: () => `id${++this.#ids}` },
			{ seed: 1, baseId: 'base', name: 'practice', ...plan },
		);
	}

	/** One sitting; `pauseAfter` requests to the teacher the user pauses. */
	async sit(
		run: RunId,
		options: { pauseAfter?: number; oneStage?: boolean; retryFirst?: boolean } = {},
	): Promise<RunState> {
		const found = await this.store.run(run);
		if (found === undefined) throw new AppError('run/unknown', run);
		const stopping = new AbortController();
		const { session } = await this.#session(run, stopping.signal, options.retryFirst);
		const last = this.asked + (options.pauseAfter ?? Number.POSITIVE_INFINITY);
		this.onAsk = () => {
			if (this.asked >= last) stopping.abort();
		};
		return carryOut(session, {
			retryFirst: options.retryFirst ?? false,
			oneStage: options.oneStage ?? false,
			ending: () => ({ kind: 'paused', by: 'user', code: null, because: 'test', at: 1 }),
		});
	}

	/** Deletes a student's files from this browser. */
	loseWeights(run: RunId, iteration: number): void {
		this.taught.delete(studentIdOf(run, iteration));
	}

	/** Judges a student on a set beside the run's stages. */
	async evaluate(run: RunId, iteration: number, set: Score['set']): Promise<void> {
		const { session } = await this.#session(run, new AbortController().signal);
		await evaluateOn(session, session.student(iteration), { set, unreadableAgain: true });
	}

	async book(run: RunId): Promise<RunBook> {
		const chain = await this.store.runChain(run);
		const project = chain[0]?.projectId;
		if (project === undefined) throw new AppError('run/unknown', run);
		const rows = await this.store.rowsOf(
			project,
			chain.map(({ id }) => id),
		);
		return new RunBook(chain, rows);
	}

	async #session(
		id: RunId,
		stopping: AbortSignal,
		askFailedAgain = false,
	): Promise<{ session: RunSession }> {
		const run = await this.store.run(id);
		if (run === undefined) throw new AppError('run/unknown', id);
		const book = await this.book(id);
		const sleep = () => Promise.resolve();
		const schedule = new Schedule({ concurrency: 16, limits: {}, clock: () => 1, sleep });
		const asking = new Asking({
			teacher: this.teacher,
			ledger: this.ledger,
			digest: (text) => Promise.resolve(createHash('sha256').update(text).digest('hex')),
			clock: () => 1,
			sleep,
			random: seededRandom('waits'),
			projectId: run.projectId,
			runId: id,
			prices: null,
			scheduleOf: () => schedule,
			askFailedAgain,
		});
		const session = new RunSession({
			world: {
				store: this.store,
				ask: (order, signal) => asking.ask(order, signal),
				teacher: PRACTICE_TEACHER,
				engine: new FakeStudentEngine(this.taught, this.student),
				files: this.#files(),
				trainer: () => Promise.resolve(this.trainer),
				shipped: () => Promise.resolve({ kind: 'shipped', folder: 'base' }),
				readShipped: () => Promise.resolve(SELF_TEST),
				feed: this.#feed(),
				clock: () => 1,
				sleep,
			},
			book,
			progress: new ProgressKeeper(() => 1),
			rows: new RowBuffer(this.store, book),
			run,
			stopping,
			ended: new AbortController().signal,
		});
		return { session };
	}

	/** What a worker's sitting needs, of the same memory stores. */
	shop(): Shop {
		return {
			...{ store: this.store, ledger: this.ledger, files: this.#files(), feed: this.#feed() },
			schedules: new Schedules(
				() => 1,
				() => Promise.resolve(),
			),
			engine: new FakeStudentEngine(this.taught, this.student),
			trainer: () => Promise.resolve(this.trainer),
			shipped: () => Promise.resolve({ kind: 'shipped', folder: 'base' }),
			readShipped: () => Promise.resolve(SELF_TEST),
			clock: () => 1,
			sleep: () => Promise.resolve(),
			asksFirst: () => Promise.resolve(this.asksFirst),
			teacherOf: () => this.teacher,
			giveKey: () => undefined,
		};
	}

	#feed(): RunFeed {
		return {
			say: (_, event) => void this.events.push(event),
			listen: () => () => undefined,
		};
	}

	#files(): StudentFiles {
		return {
			fetchInto: async (folder, { url }) => {
				await Promise.resolve();
				this.onFetch();
				this.taught.set(folder, this.taught.get(url) ?? new Map());
			},
			readText: () => Promise.resolve(this.selfTest),
			read: () => Promise.resolve(new Blob()),
			write: () => Promise.resolve(),
			list: () => Promise.resolve([]),
			delete: (folder) => {
				this.taught.delete(folder);
				return Promise.resolve();
			},
		};
	}
}
