/** The one way to the teacher: paid once, durable before it is used, tried again by rule, counted. */
import {
	type Call,
	callContent,
	type CallFailure,
	type CallReply,
	type CallRequest,
	costNanoUsd,
	pricesOf,
	type Role,
	type RolePrices,
	type Usage,
} from '../core/call.ts';
import type { CallKey, ProjectId, RunId } from '../core/id.ts';
import type { Random } from '../core/random.ts';
import { TeacherError } from '../core/teacher-error.ts';
import { AskCounter, type AskTotals } from './ask-totals.ts';
import type { Clock, Digest, Ledger, Sleep, Teacher } from './ports.ts';
import { delayMs, holdsAllLanes, isItemCode, isItemFailure, Tries } from './retry-rules.ts';
import type { Pass, Schedule } from './schedule.ts';

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
	/** Default false: a call that failed in an earlier session fails again without being sent. */
	readonly askFailedAgain?: boolean;
};

type Ends = { readonly signal: AbortSignal; readonly stopping: AbortSignal };

/** So many single failures in a row, none answered between: the teacher itself is in trouble, and the run pauses. */
const FAILURES_IN_A_ROW = 25;

export class Asking {
	readonly #options: AskingOptions;
	readonly #counter = new AskCounter();
	readonly #underWay = new Map<CallKey, Promise<Asked>>();
	#failuresInARow = 0;
	#answered = 0;

	constructor(options: AskingOptions) {
		this.#options = options;
	}

	get totals(): AskTotals {
		return this.#counter.totals;
	}

	/** Counts what the run asked in earlier sittings; `known` is what only its last progress tells. */
	async restore(known?: { readonly fromLedger: number; readonly inDoubt: number }): Promise<void> {
		const { ledger, runId } = this.#options;
		if (runId !== null)
			await ledger.eachOfRun(runId, (call) => {
				this.#counter.restore(call);
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
		if (known?.state === 'answered' && known.reply !== null)
			return this.#unpaid({ reply: known.reply, callKey: key, fromLedger: true });
		this.#throwKnownFailure(known?.state === 'failed' ? known.failure : null, question.role);
		const call = this.#newCall(key, question, known);
		if (known?.state === 'sent') this.#counter.addInDoubt();
		return this.#send(call, question.request, ends);
	}

	/** A generator's is never known: it leaves its candidate open, and is asked until that is decided. */
	#throwKnownFailure(failure: CallFailure | null, role: Role): void {
		if (failure === null || this.#options.askFailedAgain === true || role === 'generator') return;
		if (isItemCode(failure.code)) throw new TeacherError(failure.code, failure.message);
	}

	/** The row to send with; one that is found sent had no reply when its sitting ended, and carries that mark on. */
	#newCall(key: CallKey, { role, about, request }: Question, known: Call | undefined): Call {
		const { projectId, runId, clock } = this.#options;
		const doubts = (known?.doubts ?? 0) + (known?.state === 'sent' ? 1 : 0);
		return {
			...{ schema: 1, key, projectId, runId, role, model: request.model, about },
			...{ state: 'sent', reply: null, failure: null, attempts: known?.attempts ?? 0 },
			...(doubts === 0 ? {} : { doubts }),
			...(known?.inVain === undefined ? {} : { inVain: known.inVain }),
			...{ costNanoUsd: null, sentAt: clock(), answeredAt: null },
		};
	}

	/** Sends until there is a reply or the rules say that it's enough. */
	async #send(call: Call, request: CallRequest, ends: Ends): Promise<Asked> {
		const schedule = this.#options.scheduleOf(call.role);
		const tries = new Tries();
		let sent = call;
		let answered = this.#answered;
		for (;;) {
			try {
				const rank = sent === call ? 'first' : 'again';
				return await schedule.run(
					{ request, rank },
					(pass) => this.#sendOnce((sent = once(sent)), request, { pass, signal: ends.signal }),
					ends.stopping,
				);
			} catch (thrown) {
				ends.signal.throwIfAborted();
				if (!(thrown instanceof TeacherError)) throw thrown;
				sent = this.#turnedDown(sent, thrown);
				// Turned down while others get through: its turn will come.
				if (holdsAllLanes(thrown) && this.#answered > answered) tries.forget(thrown.code);
				answered = this.#answered;
				const { ofItsKind, isLast } = tries.failed(thrown.code);
				if (isLast) throw await this.#giveUp(sent, thrown);
				await this.#options.ledger.put(sent);
				await this.#wait(schedule, { thrown, tries: ofItsKind }, ends.stopping);
			}
		}
	}

	/** The row is on disk before the call goes out, and the reply before it is used. */
	async #sendOnce(
		sent: Call,
		request: CallRequest,
		{ pass, signal }: { readonly pass: Pass; readonly signal: AbortSignal },
	): Promise<Asked> {
		await this.#options.ledger.put(sent);
		const reply = await this.#options.teacher
			.ask(request, signal, pass.hear)
			.catch((thrown: unknown) => {
				pass.failed(thrown instanceof TeacherError ? thrown.usage : null);
				throw thrown;
			});
		pass.answered(reply);
		return this.#keep(sent, reply);
	}

	/** The row between two tries: what is known to have failed is not in doubt after a crash. */
	#turnedDown(sent: Call, { code, message, usage }: TeacherError): Call {
		const waiting: Call = { ...sent, state: 'waiting', failure: { code, message } };
		if (usage === null || usage.promptTokens + usage.completionTokens === 0) return waiting;
		const cost = costNanoUsd(usage, pricesOf(this.#options.prices, sent.role));
		this.#counter.addInVain(usage, cost);
		return { ...waiting, inVain: oneMoreInVain(sent.inVain, usage, cost) };
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

	async #keep(sent: Call, reply: CallReply): Promise<Asked> {
		const { ledger, clock, prices } = this.#options;
		const answered: Call = {
			...sent,
			state: 'answered',
			reply,
			costNanoUsd: costNanoUsd(reply, pricesOf(prices, sent.role)),
			answeredAt: clock(),
		};
		await ledger.put(answered);
		this.#counter.add(answered);
		this.#failuresInARow = 0;
		this.#answered++;
		return { reply, callKey: sent.key, fromLedger: false };
	}

	async #giveUp(sent: Call, error: TeacherError): Promise<TeacherError> {
		const failed: Call = { ...sent, state: 'failed' };
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

/** The row of the next try. */
function once(call: Call): Call {
	return { ...call, state: 'sent', failure: null, attempts: call.attempts + 1 };
}

function oneMoreInVain(
	before: Call['inVain'],
	usage: Usage,
	cost: number | null,
): NonNullable<Call['inVain']> {
	const { tries, promptTokens, completionTokens, costNanoUsd: known } = before ?? NOTHING_IN_VAIN;
	return {
		tries: tries + 1,
		promptTokens: promptTokens + usage.promptTokens,
		completionTokens: completionTokens + usage.completionTokens,
		costNanoUsd: known === null || cost === null ? null : known + cost,
	};
}
const NOTHING_IN_VAIN = { tries: 0, promptTokens: 0, completionTokens: 0, costNanoUsd: 0 };
