/** What a run has asked and paid: counted call by call, restored from the ledger. */
import type { Spent } from '../core/budget.ts';
import type { Call, CallReply, Role, Usage } from '../core/call.ts';
import type { CallKey } from '../core/id.ts';
import { type RoleMeasures, withCall } from '../core/plan/measures.ts';

export type AskTotals = {
	/** Answered calls of this run, by role. */
	readonly calls: Readonly<Record<Role, number>>;
	/** Replies taken from the ledger, unpaid. */
	readonly fromLedger: number;
	/** Calls asked again because their reply had not arrived when the run last stopped. */
	readonly inDoubt: number;
	readonly failedCalls: number;
	readonly promptTokens: number;
	readonly completionTokens: number;
	/** 10⁻⁹ US dollars; null when the cost of any answered call is unknown. */
	readonly costNanoUsd: number | null;
};

export class AskCounter {
	readonly #calls: Record<Role, number> = { teacher: 0, referee: 0, generator: 0, labeller: 0 };
	readonly #failed = new Set<CallKey>();
	#measures: RoleMeasures = {};
	#fromLedger = 0;
	#inDoubt = 0;
	#inVain = 0;
	/** A reply did not tell its tokens. */
	#isUncounted = false;
	#promptTokens = 0;
	#completionTokens = 0;
	#costNanoUsd: number | null = 0;

	get totals(): AskTotals {
		return {
			calls: { ...this.#calls },
			fromLedger: this.#fromLedger,
			inDoubt: this.#inDoubt,
			failedCalls: this.#failed.size,
			promptTokens: this.#promptTokens,
			completionTokens: this.#completionTokens,
			costNanoUsd: this.#costNanoUsd,
		};
	}

	/** What answered calls took, by role. */
	get measures(): RoleMeasures {
		return this.#measures;
	}

	/** What a budget counts: replies, and tries in vain that were charged. */
	get spent(): Spent {
		const answered = Object.values(this.#calls).reduce((sum, calls) => sum + calls, 0);
		return {
			calls: answered + this.#inVain,
			tokens: this.#isUncounted ? null : this.#promptTokens + this.#completionTokens,
			nanoUsd: this.#costNanoUsd,
		};
	}

	/** What the ledger can't tell, from the last progress that was kept; called after `restore` of every row. */
	goOn(known: { readonly fromLedger: number; readonly inDoubt: number }): void {
		this.#fromLedger += known.fromLedger;
		// Rows from before they carried the mark are in doubt by that count alone.
		this.#inDoubt = Math.max(this.#inDoubt, known.inDoubt);
	}

	/** A row of an earlier sitting. */
	restore(call: Call): void {
		this.add(call);
		this.#inDoubt += call.doubts ?? 0;
		if (call.inVain === undefined) return;
		this.#inVain += call.inVain.tries;
		this.#pay(call.inVain, call.inVain.costNanoUsd);
	}

	/** A call as it ended. */
	add(call: Call): void {
		if (call.state === 'failed') this.#failed.add(call.key);
		if (call.state !== 'answered') return;
		this.#failed.delete(call.key);
		this.#measures = withCall(this.#measures, call);
		if (call.role !== 'chat') this.#calls[call.role]++;
		this.#pay(call.reply, call.costNanoUsd);
	}

	/** A try took tokens and brought nothing that can be used. */
	addInVain(usage: Usage, cost: number | null): void {
		this.#inVain++;
		this.#pay(usage, cost);
	}

	#pay(
		tokens: Pick<CallReply, 'promptTokens' | 'completionTokens'> | null,
		cost: number | null,
	): void {
		const { promptTokens = null, completionTokens = null } = tokens ?? {};
		if (promptTokens === null || completionTokens === null) this.#isUncounted = true;
		this.#promptTokens += promptTokens ?? 0;
		this.#completionTokens += completionTokens ?? 0;
		this.#costNanoUsd =
			this.#costNanoUsd === null || cost === null ? null : this.#costNanoUsd + cost;
	}

	addFromLedger(): void {
		this.#fromLedger++;
	}

	addInDoubt(): void {
		this.#inDoubt++;
	}
}
