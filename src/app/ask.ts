/** The one way to the teacher: paid once, durable before it is used, tried again by rule, counted. */
import { type BudgetState, type Caps, mostOfCall, NO_CAPS } from '../core/budget.ts';
import {
	type Call,
	callContent,
	type CallFailure,
	type CallReply,
	type CallRequest,
	costNanoUsd,
	type Prices,
	pricesOf,
	type Role,
	type RolePrices,
} from '../core/call.ts';
import { answeredRow, askedRow, sentRow, turnedDownRow } from '../core/call-row.ts';
import type { CallKey, ProjectId, RunId } from '../core/id.ts';
import type { RoleMeasures } from '../core/plan/measures.ts';
import type { Outage } from '../core/progress.ts';
import type { Random } from '../core/random.ts';
import { NO_TOKENS, TeacherError } from '../core/teacher-error.ts';
import { AskCounter, type AskTotals } from './ask-totals.ts';
import { Budget } from './budget.ts';
import type { Ledger } from './ports/ledger.ts';
import type { Clock, Digest, Sleep } from './ports/system.ts';
import type { Teacher } from './ports/teacher.ts';
import { delayMs, holdsAllLanes, isItemCode, isItemFailure, Tries } from './retry-rules.ts';
import type { Pass, Rank, Schedule } from './schedule.ts';
import { wholeAnswer } from './whole-answer.ts';

export type Question = {
	readonly role: Role;
	/** Id of the instruction, verdict or candidate that it is about. */
	readonly about: string;
	readonly request: CallRequest;
};
export type Asked = {
	readonly reply: CallReply;
	readonly callKey: CallKey;
	/** Taken from the ledger, unpaid. */
	readonly fromLedger: boolean;
};
export type AskingOptions = {
	readonly teacher: Teacher;
	readonly ledger: Ledger;
	readonly digest: Digest;
	readonly clock: Clock;
	readonly sleep: Sleep;
	/** Of the waits between tries; decides no reply. */
	readonly random: Random;
	readonly projectId: ProjectId;
	readonly runId: RunId | null;
	readonly prices: RolePrices;
	/** That of the teacher in a role; everyone who asks it shares it. */
	readonly scheduleOf: (role: Role) => Schedule;
	/** What the run may spend; left out: no caps. */
	readonly caps?: Caps | undefined;
	/** Default false: a call that failed in an earlier session fails again without being sent. */
	readonly askFailedAgain?: boolean;
	/** Default false. Somebody sits before it: calls go before all others, and an outage ends them as other trouble does. */
	readonly isWatched?: boolean;
};

type Ends = { readonly signal: AbortSignal; readonly stopping: AbortSignal };
/** A question on its way; `row` is what the ledger has of it, or is about to have. */
type Job = Ends & { readonly question: Question; row: Call };

/** So many single failures in a row, none answered between: the teacher itself is in trouble, and the run pauses. */
const FAILURES_IN_A_ROW = 25;

export class Asking {
	readonly #options: AskingOptions;
	readonly #counter = new AskCounter();
	readonly #underWay = new Map<CallKey, Promise<Asked>>();
	readonly #budget: Budget;
	#failuresInARow = 0;
	#openDoubts = 0;
	#answered = 0;
	#outage: Outage | null = null;

	constructor(options: AskingOptions) {
		this.#options = options;
		this.#budget = new Budget(options.caps ?? NO_CAPS, () => this.#counter.spent);
	}

	get totals(): AskTotals {
		return this.#counter.totals;
	}

	/** While the teacher can't be reached: calls wait, and go out again by themselves. */
	get outage(): Outage | null {
		return this.#outage;
	}

	/** What its caps are held against. */
	get budget(): BudgetState {
		return this.#budget.state;
	}

	/** What its answered calls took, by role. */
	get measures(): RoleMeasures {
		return this.#counter.measures;
	}

	/** Other caps, from the next call on. */
	changeCaps(caps: Caps): void {
		this.#budget.change(caps);
	}

	/** Calls that were out when an earlier sitting ended, their replies not here; known after `restore`. */
	get openDoubts(): number {
		return this.#openDoubts;
	}

	/** Counts what the run asked in earlier sittings; `known` is what only its last progress tells. */
	async restore(known?: { readonly fromLedger: number; readonly inDoubt: number }): Promise<void> {
		const { ledger, runId } = this.#options;
		if (runId !== null)
			await ledger.eachOfRun(runId, (call) => {
				this.#counter.restore(call);
				if (call.state === 'sent') this.#openDoubts++;
			});
		if (known !== undefined) this.#counter.goOn(known);
	}

	/**
	 * The reply, from the ledger or the teacher. Throws TeacherError: `isItemFailure` tells whether this call alone
	 * failed (the run goes on) or the run must pause; anything else thrown (abort, full disk) pauses it too. `signal`
	 * ends what is under way; with `stopping` nothing more goes out, and what waits for its turn or its next try ends.
	 */
	async ask(question: Question, signal: AbortSignal, stopping = signal): Promise<Asked> {
		const key = (await this.#options.digest(callContent(question.request))) as CallKey;
		const twin = this.#underWay.get(key);
		if (twin !== undefined) return this.#unpaid(await twin);
		const asked = this.#askOnce(key, question, { signal, stopping });
		this.#underWay.set(key, asked);
		try {
			return await asked;
		} finally {
			this.#underWay.delete(key);
		}
	}

	async #askOnce(key: CallKey, question: Question, ends: Ends): Promise<Asked> {
		const known = await this.#options.ledger.get(key);
		if (known?.state === 'answered' && known.reply !== null) {
			const reply = wholeAnswer(known.reply, question);
			return this.#unpaid({ reply, callKey: key, fromLedger: true });
		}
		this.#throwKnownFailure(known?.state === 'failed' ? known.failure : null, question.role);
		if (known?.state === 'sent') this.#counter.addInDoubt();
		return this.#send({ question, row: this.#newCall(key, question, known), ...ends });
	}

	/** A generator's is never known: it leaves its candidate open, and is asked until that is decided. */
	#throwKnownFailure(failure: CallFailure | null, role: Role): void {
		if (failure === null || this.#options.askFailedAgain === true || role === 'generator') return;
		if (isItemCode(failure.code)) throw new TeacherError(failure.code, failure.message);
	}

	#newCall(key: CallKey, { role, about, request }: Question, known: Call | undefined): Call {
		const { projectId, runId, clock } = this.#options;
		const { model } = request;
		return askedRow({ key, projectId, runId, role, model, about, sentAt: clock() }, known);
	}

	/** Sends until there is a reply or the rules say that it's enough. */
	async #send(job: Job): Promise<Asked> {
		const schedule = this.#options.scheduleOf(job.question.role);
		const tries = new Tries();
		let rank = this.#rank('first');
		let answered = this.#answered;
		let outages = 0;
		for (;;) {
			try {
				const load = { request: job.question.request, rank };
				return await schedule.run(load, (pass) => this.#try(job, pass), job.stopping);
			} catch (thrown) {
				job.signal.throwIfAborted();
				if (!(thrown instanceof TeacherError)) throw thrown;
				const othersGotThrough = this.#answered > answered;
				// Turned down while others get through: its turn will come.
				if (holdsAllLanes(thrown) && othersGotThrough) tries.forget(thrown.code);
				answered = this.#answered;
				rank = this.#rank('again');
				this.#noteOutage(thrown);
				const isOutage = this.#isWaitedFor(thrown) && !othersGotThrough;
				outages = isOutage ? outages + 1 : 0;
				// A network that is gone comes back: nothing is charged meanwhile, and no call is given up for it.
				const { ofItsKind, isLast } = isOutage
					? { ofItsKind: outages, isLast: false }
					: tries.failed(thrown.code);
				if (isLast) throw await this.#giveUp(job.row, thrown);
				await this.#options.ledger.put(job.row);
				await this.#wait(schedule, { thrown, tries: ofItsKind }, job.stopping);
			}
		}
	}

	#rank(usual: Rank): Rank {
		return this.#options.isWatched === true ? 'watched' : usual;
	}

	#isWaitedFor({ code }: TeacherError): boolean {
		return code === 'teacher/unreachable' && this.#options.isWatched !== true;
	}

	/** One try, when the caps allow for the most that it may take. */
	async #try(job: Job, pass: Pass): Promise<Asked> {
		const cost = costNanoUsd(pass.most, this.#pricesOf(job));
		const most = mostOfCall(pass.most, cost);
		const settled = await this.#budget.reserve(most, job.stopping).catch((thrown: unknown) => {
			pass.failed(NO_TOKENS);
			throw thrown;
		});
		return this.#sendOnce(job, pass).finally(settled);
	}

	/** The row is on disk before the call goes out, and the reply before it is used. */
	async #sendOnce(job: Job, pass: Pass): Promise<Asked> {
		job.row = sentRow(job.row, this.#options.clock());
		await this.#options.ledger.put(job.row);
		const { request } = job.question;
		const asked = this.#options.teacher.ask(request, job.signal, pass.hear);
		const whole = asked.then((found) => wholeAnswer(found, job.question));
		const reply = await whole.catch((thrown: unknown) => {
			pass.failed(thrown instanceof TeacherError ? thrown.usage : null);
			if (thrown instanceof TeacherError) this.#turnDown(job, thrown);
			throw thrown;
		});
		pass.answered(reply);
		return this.#keep(job, reply);
	}

	#turnDown(job: Job, error: TeacherError): void {
		const before = job.row.inVain;
		job.row = turnedDownRow(job.row, error, this.#pricesOf(job));
		if (job.row.inVain !== before && error.usage !== null)
			this.#counter.addInVain(error.usage, costNanoUsd(error.usage, this.#pricesOf(job)));
	}

	#pricesOf({ question }: Job): Prices {
		return pricesOf(this.#options.prices, question.role);
	}

	#noteOutage({ code, message: because }: TeacherError): void {
		if (code !== 'teacher/unreachable') this.#outage = null;
		else this.#outage = { since: this.#outage?.since ?? this.#options.clock(), because };
	}

	async #wait(
		schedule: Schedule,
		{ thrown, tries }: { readonly thrown: TeacherError; readonly tries: number },
		stopping: AbortSignal,
	): Promise<void> {
		const ms = delayMs(thrown, tries, this.#options.random);
		if (thrown.code === 'teacher/rate-limited') schedule.refused();
		if (holdsAllLanes(thrown)) schedule.hold(ms);
		else await this.#options.sleep(ms, stopping);
	}

	async #keep(job: Job, reply: CallReply): Promise<Asked> {
		const { ledger, clock } = this.#options;
		const answered = answeredRow(job.row, reply, { prices: this.#pricesOf(job), at: clock() });
		await ledger.put(answered);
		this.#counter.add(answered);
		this.#failuresInARow = 0;
		this.#outage = null;
		this.#answered++;
		return { reply, callKey: answered.key, fromLedger: false };
	}

	async #giveUp(turnedDown: Call, error: TeacherError): Promise<TeacherError> {
		const failed: Call = { ...turnedDown, state: 'failed' };
		await this.#options.ledger.put(failed);
		this.#counter.add(failed);
		this.#failuresInARow++;
		if (!isItemFailure(error) || this.#failuresInARow < FAILURES_IN_A_ROW) return error;
		const { message } = error;
		return new TeacherError(
			'teacher/unreachable',
			`${this.#failuresInARow} calls in a row failed, the last with: ${message}`,
			{ cause: error },
		);
	}

	#unpaid({ reply, callKey }: Asked): Asked {
		this.#counter.addFromLedger();
		return { reply, callKey, fromLedger: true };
	}
}
