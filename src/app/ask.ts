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
} from '../core/call.ts';
import type { CallKey, ProjectId, RunId } from '../core/id.ts';
import type { Random } from '../core/random.ts';
import { TeacherError } from '../core/teacher-error.ts';
import { AskCounter, type AskTotals } from './ask-totals.ts';
import { Lanes } from './lanes.ts';
import type { Clock, Digest, Ledger, Sleep, Teacher } from './ports.ts';
import { delayMs, holdsAllLanes, isItemCode, isItemFailure, triesFor } from './retry-rules.ts';

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
	/** Calls in flight at once, 1–256. */
	readonly concurrency: number;
	/** Default false: a call that failed in an earlier session fails again without being sent. */
	readonly askFailedAgain?: boolean;
};

/** So many single failures in a row, none answered between: the teacher itself is in trouble, and the run pauses. */
const FAILURES_IN_A_ROW = 25;

export class Asking {
	readonly #options: AskingOptions;
	readonly #lanes: Lanes;
	readonly #counter = new AskCounter();
	readonly #underWay = new Map<CallKey, Promise<Asked>>();
	#failuresInARow = 0;
	#answered = 0;

	constructor(options: AskingOptions) {
		this.#options = options;
		this.#lanes = new Lanes(options.concurrency, options.clock, options.sleep);
	}

	get totals(): AskTotals {
		return this.#counter.totals;
	}

	/** Counts what the run asked in earlier sessions; `known` is what only its last progress tells. */
	async restore(known?: { readonly fromLedger: number; readonly inDoubt: number }): Promise<void> {
		if (known !== undefined) this.#counter.goOn(known);
		const { ledger, runId } = this.#options;
		if (runId === null) return;
		await ledger.eachOfRun(runId, (call) => {
			this.#counter.add(call);
		});
	}

	/**
	 * The reply, from the ledger or the teacher. Throws TeacherError: `isItemFailure` tells whether this call alone
	 * failed (the run goes on) or the run must pause; anything else thrown (abort, full disk) pauses it too.
	 */
	async ask(question: Question, signal: AbortSignal): Promise<Asked> {
		const key = (await this.#options.digest(callContent(question.request))) as CallKey;
		const twin = this.#underWay.get(key);
		if (twin !== undefined) return this.#unpaid(await twin);
		const asked = this.#askOnce(key, question, signal);
		this.#underWay.set(key, asked);
		try {
			return await asked;
		} finally {
			this.#underWay.delete(key);
		}
	}

	async #askOnce(key: CallKey, question: Question, signal: AbortSignal): Promise<Asked> {
		const known = await this.#options.ledger.get(key);
		if (known?.state === 'answered' && known.reply !== null)
			return this.#unpaid({ reply: known.reply, callKey: key, fromLedger: true });
		this.#throwKnownFailure(known?.failure ?? null, question.role);
		if (known?.state === 'sent') this.#counter.addInDoubt();
		const call = this.#newCall(key, question, known?.attempts ?? 0);
		return this.#send(call, question.request, signal);
	}

	/** A generator's is never known: it leaves its candidate open, and is asked until that is decided. */
	#throwKnownFailure(failure: CallFailure | null, role: Role): void {
		if (failure === null || this.#options.askFailedAgain === true || role === 'generator') return;
		if (isItemCode(failure.code)) throw new TeacherError(failure.code, failure.message);
	}

	#newCall(key: CallKey, question: Question, attempts: number): Call {
		const { projectId, runId, clock } = this.#options;
		const { role, about, request } = question;
		return {
			...{ schema: 1, key, projectId, runId, role, model: request.model, about },
			...{ state: 'sent', reply: null, failure: null, attempts, costNanoUsd: null },
			...{ sentAt: clock(), answeredAt: null },
		};
	}

	/** Sends until there is a reply or the rules say that it's enough. */
	async #send(call: Call, request: CallRequest, signal: AbortSignal): Promise<Asked> {
		let sent = call;
		let answered = this.#answered;
		for (let tries = 1; ; tries++) {
			sent = { ...sent, attempts: sent.attempts + 1 };
			try {
				const send = () => this.#sendOnce(sent, request, signal);
				return await this.#lanes.run(send, signal, tries > 1);
			} catch (thrown) {
				signal.throwIfAborted();
				if (!(thrown instanceof TeacherError)) throw thrown;
				const slowsAll = holdsAllLanes(thrown);
				// Turned down while others get through: its turn will come.
				if (slowsAll && this.#answered > answered) tries = 1;
				answered = this.#answered;
				if (tries >= triesFor(thrown.code)) throw await this.#giveUp(sent, thrown);
				await this.#wait(delayMs(thrown, tries, this.#options.random), slowsAll, signal);
			}
		}
	}

	/** The row is on disk before the call goes out, and the reply before it is used. */
	async #sendOnce(sent: Call, request: CallRequest, signal: AbortSignal): Promise<Asked> {
		await this.#options.ledger.put(sent);
		return this.#keep(sent, await this.#options.teacher.ask(request, signal));
	}

	async #wait(ms: number, isForAll: boolean, signal: AbortSignal): Promise<void> {
		if (isForAll) this.#lanes.hold(ms);
		else await this.#options.sleep(ms, signal);
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
		this.#lanes.answered();
		return { reply, callKey: sent.key, fromLedger: false };
	}

	async #giveUp(sent: Call, error: TeacherError): Promise<TeacherError> {
		const failure = { code: error.code, message: error.message };
		const failed: Call = { ...sent, state: 'failed', failure };
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
