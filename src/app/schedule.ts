/** When calls to one teacher go out: by rank, in lanes, within its limits, and not while it asks everyone to wait. */
import type { CallReply, CallRequest, Usage } from '../core/call.ts';
import { AppError } from '../core/error.ts';
import { Allowance, type GivenLimits, type Taken } from '../core/limits/allowance.ts';
import type { HearLimits } from '../core/limits/told.ts';
import { TokenEstimate } from '../core/limits/token-estimate.ts';
import type { Clock, Sleep } from './ports/system.ts';
import { WaitingList } from './waiting-list.ts';

/** `watched`: somebody sits before it; `again`: it has been out already. */
export type Rank = 'watched' | 'again' | 'first';
const RANKS: readonly Rank[] = ['watched', 'again', 'first'];

export type Load = { readonly request: CallRequest; readonly rank: Rank };

/** A call that is out; one of the two is told how it ended, or it keeps all that was reserved for it. */
export type Pass = {
	/** What was reserved for it. */
	readonly most: Usage;
	/** Frees its lane. */
	readonly leave: () => void;
	/** The provider tells its limits. */
	readonly hear: HearLimits;
	readonly answered: (reply: CallReply) => void;
	/** `usage`: what it took; null: nobody knows, and it counts as the likely number. */
	readonly failed: (usage: Usage | null) => void;
};
type Waiting = { readonly tokens: number; readonly rank: Rank };

export type ScheduleOptions = {
	/** Calls in flight at once, 1–256. */
	readonly concurrency: number;
	readonly limits: GivenLimits;
	readonly clock: Clock;
	readonly sleep: Sleep;
};

/** Timers stand still while a machine sleeps, the clock doesn't: a long wait may be over sooner than its timer says. */
const LOOK_AGAIN_MS = 60_000;
/** Replies for each lane before one more is tried. */
const REPLIES_TO_WIDEN = 10;

export class Schedule {
	readonly #widest: number;
	readonly #clock: Clock;
	readonly #sleep: Sleep;
	readonly #allowance: Allowance;
	readonly #estimate = new TokenEstimate();
	readonly #waiting = new WaitingList<Waiting, Taken>(() => {
		this.#letIn();
	});
	#width: number;
	#busy = 0;
	#heldUntil = 0;
	#repliesSinceChange = 0;
	#alarm: { readonly at: number; readonly stop: AbortController } | undefined;

	/** Throws AppError 'bug/lanes' for a concurrency outside of 1 to 256. */
	constructor({ concurrency, limits, clock, sleep }: ScheduleOptions) {
		if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 256)
			throw new AppError('bug/lanes', `expected 1 to 256 calls in flight, got ${concurrency}`);
		this.#widest = concurrency;
		this.#width = concurrency;
		this.#clock = clock;
		this.#sleep = sleep;
		this.#allowance = new Allowance(limits, clock());
	}

	/** Calls that are out. */
	get busy(): number {
		return this.#busy;
	}

	/** Calls that may be out. */
	get width(): number {
		return this.#width;
	}

	/** Carries out `work` when the turn of `request` has come; rejects with the signal's reason when it aborts before. */
	async run<T>(load: Load, work: (pass: Pass) => Promise<T>, signal: AbortSignal): Promise<T> {
		const pass = await this.enter(load, signal);
		return work(pass).finally(pass.leave);
	}

	/** The same for work that isn't one promise: whoever was let in must `leave`. */
	async enter({ request, rank }: Load, signal: AbortSignal): Promise<Pass> {
		const most = this.#estimate.mostOf(request);
		const tokens = most.promptTokens + most.completionTokens;
		const turn = this.#waiting.add({ tokens, rank }, RANKS.indexOf(rank), signal);
		this.#letIn();
		const taken = await turn;
		const leave = () => {
			this.#busy--;
			this.#letIn();
		};
		return { most, leave, ...this.#endsOf(request, taken) };
	}

	#endsOf(request: CallRequest, taken: Taken): Omit<Pass, 'most' | 'leave'> {
		const settle = (tokens: number) => {
			this.#allowance.settle(taken, tokens, this.#clock());
		};
		return {
			hear: (told) => {
				this.#allowance.tell(taken, told, this.#clock());
				this.#letIn();
			},
			answered: (reply) => {
				this.#estimate.learn(request, reply);
				const { promptTokens, completionTokens } = reply;
				settle(
					promptTokens === null || completionTokens === null
						? this.#estimate.likelyOf(request)
						: promptTokens + completionTokens,
				);
				this.#answered();
			},
			failed: (usage) => {
				settle(
					usage === null
						? this.#estimate.likelyOf(request)
						: usage.promptTokens + usage.completionTokens,
				);
			},
		};
	}

	/** From now on nothing goes out for `ms`; a longer hold stays. */
	hold(ms: number): void {
		this.#heldUntil = Math.max(this.#heldUntil, this.#clock() + ms);
	}

	/**
	 * The provider refused a call because there were too many. Where its limits are known they decide how many go out;
	 * where not, the first refusal halves the lanes: those that were in flight with it only say the same again.
	 */
	refused(): void {
		const now = this.#clock();
		this.#allowance.outcome(true, now);
		if (this.#allowance.isKnown || this.#heldUntil > now) return;
		this.#width = Math.max(1, Math.floor(this.#width / 2));
		this.#repliesSinceChange = 0;
	}

	/** After ten replies for each lane there is one more. */
	#answered(): void {
		this.#allowance.outcome(false, this.#clock());
		if (this.#width === this.#widest) return;
		this.#repliesSinceChange++;
		if (this.#repliesSinceChange < REPLIES_TO_WIDEN * this.#width) return;
		this.#width++;
		this.#repliesSinceChange = 0;
		this.#letIn();
	}

	/** Lets in whoever may go, in their order; the first who can't yet is waited for. */
	#letIn(): void {
		for (let next = this.#waiting.first; next !== undefined; next = this.#waiting.first) {
			// A watched call is one at a time and would else wait for the slowest of all replies.
			if (this.#busy >= this.#width && next.rank !== 'watched') return;
			const now = this.#clock();
			const waitMs = Math.max(this.#heldUntil - now, this.#allowance.waitMs(next.tokens, now));
			if (waitMs > 0) {
				this.#wake(now + waitMs);
				return;
			}
			this.#busy++;
			this.#waiting.letFirstIn(this.#allowance.take(next.tokens, now));
		}
	}

	/** Looks again at `at`, unless that is to happen sooner already. */
	#wake(at: number): void {
		const now = this.#clock();
		if (this.#alarm !== undefined && this.#alarm.at <= at && this.#alarm.at > now) return;
		this.#alarm?.stop.abort();
		const alarm = { at, stop: new AbortController() };
		this.#alarm = alarm;
		const ms = Math.min(Math.ceil(at - now), LOOK_AGAIN_MS);
		void this.#sleep(ms, alarm.stop.signal).then(
			() => {
				if (this.#alarm === alarm) this.#alarm = undefined;
				this.#letIn();
			},
			() => undefined,
		);
	}
}
