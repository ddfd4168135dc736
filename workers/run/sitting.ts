/** One sitting of a run in this worker: from its lock to its last row. */
import { Asking } from '../../src/app/ask.ts';
import type { Caps } from '../../src/core/budget.ts';
import { IN_DOUBT } from '../../src/app/in-doubt.ts';
import { carryOut, pausedByUser, troubleOf } from '../../src/app/run/carry-out.ts';
import { evaluateOn } from '../../src/app/run/evaluate.ts';
import { prepareBase } from '../../src/app/run/prepare.ts';
import { ProgressKeeper } from '../../src/app/run/progress-keeper.ts';
import { Projection } from '../../src/app/run/projection.ts';
import { RowBuffer } from '../../src/app/run/row-buffer.ts';
import { RunSession, type RunWorld } from '../../src/app/run/session.ts';
import { trialInstructions } from '../../src/core/loop/trial.ts';
import { RunBook } from '../../src/core/loop/run-book.ts';
import { chosenTeacher, type Project } from '../../src/core/project.ts';
import { seededRandom } from '../../src/core/random.ts';
import { teacherInRole } from '../../src/core/teacher.ts';
import { AppError } from '../../src/core/error.ts';
import { studentIdOf, type StudentId } from '../../src/core/id.ts';
import type { Run, RunState, Score } from '../../src/core/run.ts';
import type { Teacher } from '../../src/app/ports/teacher.ts';
import { digest } from '../../src/adapters/system/digest.ts';
import { sleep } from '../../src/adapters/system/sleep.ts';
import { keepWriting, snapshotOf } from './keep-writing.ts';
import type { Shop } from './shop.ts';

/** One student judged on one set, beside the stages of its run. */
export type Evaluation = { readonly student: StudentId; readonly set: Score['set'] };
export type Mode = 'all' | 'step' | 'retry' | Evaluation;

/** How long paid answers under way may still arrive after a pause, in ms. */
const GRACE_MS = 8000;

/** The rows of the run; of a trial only those that it works on. */
async function bookOf(store: Shop['store'], run: Run): Promise<RunBook> {
	const chain = await store.runChain(run.id);
	const rows = await store.rowsOf(
		run.projectId,
		chain.map(({ id }) => id),
	);
	if (run.trial === undefined) return new RunBook(chain, rows);
	const instructions = trialInstructions(rows.instructions, run);
	return new RunBook(chain, { ...rows, instructions });
}

export class Sitting {
	/** Only an evaluation: the run itself is not being carried out, and its state stays as it was. */
	readonly isEvaluation: boolean;
	/** Settles when the run has come to rest, with the state it was left in or, of an evaluation, what befell it; never rejects. */
	readonly over: Promise<RunState>;
	readonly #stopping = new AbortController();
	readonly #ended = new AbortController();
	#run: Run;
	#asking: Asking | undefined;
	#session: RunSession | undefined;
	#endsAs: () => RunState = () => pausedByUser(Date.now());

	constructor(shop: Shop, parts: { project: Project; run: Run; teacher: Teacher; mode: Mode }) {
		this.#run = parts.run;
		this.isEvaluation = typeof parts.mode === 'object';
		this.over = this.#sit(shop, parts).catch((thrown: unknown) =>
			this.#leave(shop, troubleOf(thrown, Date.now())),
		);
	}

	get run(): Run {
		return this.#run;
	}

	/** Other caps, for the calls that are still to go out. */
	async changeCaps(store: Shop['store'], caps: Caps): Promise<void> {
		this.#run = { ...this.#run, caps };
		this.#asking?.changeCaps(caps);
		const session = this.#session;
		if (session !== undefined) session.run = { ...session.run, caps };
		await store.putRun(session?.run ?? this.#run);
	}

	/** Takes no new work, lets what is paid for arrive, and resolves at rest. */
	async pause(): Promise<void> {
		this.#stopping.abort();
		const grace = setTimeout(() => {
			this.#ended.abort();
		}, GRACE_MS);
		await this.over;
		clearTimeout(grace);
	}

	async stop(): Promise<void> {
		this.#endsAs = () => ({ kind: 'stopped', at: Date.now() });
		await this.pause();
	}

	/** What could not even be written in order (a full disk): the state is tried once more, and told in any case. */
	async #leave(shop: Shop, state: RunState): Promise<RunState> {
		if (this.isEvaluation) return state;
		if (state.kind === 'paused')
			shop.feed.say(this.run.id, {
				kind: 'failed',
				code: state.code ?? 'run/unknown-trouble',
				message: state.because,
				about: this.run.id,
			});
		await shop.store.putRun({ ...this.#run, state }).catch(() => undefined);
		return state;
	}

	async #sit(
		shop: Shop,
		{ project, run, teacher, mode }: { project: Project; run: Run; teacher: Teacher; mode: Mode },
	): Promise<RunState> {
		const book = await bookOf(shop.store, run);
		const asking = await this.#askingOf(shop, project, { run, teacher, mode });
		await this.#askFirst(shop, asking);
		const world: RunWorld = {
			...shop,
			teacher: chosenTeacher(project),
			ask: (order, signal) => asking.ask(order, signal, this.#stopping.signal),
		};
		const session = this.#sessionOf(shop, { world, book });
		const before = await shop.store.progress(run.id);
		const writing = new AbortController();
		const projection = new Projection(book, chosenTeacher(project));
		const written = keepWriting(session, asking, projection, {
			end: writing.signal,
			trouble: (thrown) => {
				this.#endsAs = () => troubleOf(thrown, Date.now());
				this.#stopping.abort();
			},
		});
		try {
			return await this.#work(session, mode);
		} finally {
			writing.abort();
			await written;
			await shop.store.putProgress(
				this.isEvaluation && before !== undefined
					? { ...before, ...asking.totals, budget: asking.budget }
					: snapshotOf(session, asking, projection),
			);
		}
	}

	/** Where the user wants to be asked before calls in doubt are, going on after that question is the answer. */
	async #askFirst(shop: Shop, asking: Asking): Promise<void> {
		const count = asking.openDoubts;
		const { state } = this.run;
		const isAnswered = state.kind === 'paused' && state.code === IN_DOUBT;
		if (count === 0 || isAnswered || this.isEvaluation || !(await shop.asksFirst())) return;
		throw new AppError(
			IN_DOUBT,
			`${count} ${count === 1 ? 'call was' : 'calls were'} out when the run last ended, and no reply is here.`,
		);
	}

	#sessionOf(shop: Shop, parts: Pick<RunSession, 'world' | 'book'>): RunSession {
		this.#session = new RunSession({
			...parts,
			run: this.#run,
			progress: new ProgressKeeper(shop.clock),
			rows: new RowBuffer(shop.store, parts.book),
			stopping: this.#stopping.signal,
			ended: this.#ended.signal,
		});
		return this.#session;
	}

	async #work(session: RunSession, mode: Mode): Promise<RunState> {
		if (typeof mode === 'object') return this.#evaluate(session, mode);
		return carryOut(session, {
			oneStage: mode === 'step',
			retryFirst: mode === 'retry',
			ending: () => this.#endsAs(),
		});
	}

	async #evaluate(session: RunSession, { student: id, set }: Evaluation): Promise<RunState> {
		try {
			if (id === studentIdOf(session.run.id, -1)) await prepareBase(session);
			const student = session.book.students().find((one) => one.id === id);
			if (student === undefined)
				throw new AppError('run/no-student', `expected ${id} to be a student of ${session.run.id}`);
			session.progress.begin({ iteration: student.iteration, stage: 'evaluation' });
			// What could not be read is what "ask again" is for.
			await evaluateOn(session, student, { set, unreadableAgain: true });
			return session.run.state;
		} catch (thrown) {
			return session.stopping.aborted ? this.#endsAs() : troubleOf(thrown, Date.now());
		}
	}

	async #askingOf(
		shop: Shop,
		project: Project,
		{ run, teacher, mode }: { run: Run; teacher: Teacher; mode: Mode },
	): Promise<Asking> {
		const settings = chosenTeacher(project);
		const asking = new Asking({
			teacher,
			ledger: shop.ledger,
			digest,
			clock: shop.clock,
			sleep,
			random: seededRandom('waits', run.id),
			projectId: run.projectId,
			runId: run.id,
			prices: (role) => teacherInRole(settings, role).prices,
			scheduleOf: (role) => shop.schedules.of(teacherInRole(settings, role)),
			caps: this.#run.caps,
			// An evaluation is asked for by hand, and so is what failed in the last one.
			askFailedAgain: mode === 'retry' || typeof mode === 'object',
		});
		this.#asking = asking;
		await asking.restore(await shop.store.progress(run.id));
		return asking;
	}
}
