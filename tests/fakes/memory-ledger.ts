/** A ledger in memory that keeps every row it was ever given, in order. */
import type { Ledger } from '../../src/app/ports/ledger.ts';
import type { Call } from '../../src/core/call.ts';
import type { CallKey, RunId } from '../../src/core/id.ts';

export class MemoryLedger implements Ledger {
	readonly calls = new Map<CallKey, Call>();
	readonly history: Call[] = [];

	get(key: CallKey): Promise<Call | undefined> {
		return Promise.resolve(this.calls.get(key));
	}

	put(call: Call): Promise<void> {
		const copy = structuredClone(call);
		this.calls.set(call.key, copy);
		this.history.push(copy);
		return Promise.resolve();
	}

	eachOfRun(run: RunId, hear: (call: Call) => void): Promise<void> {
		for (const call of this.calls.values()) if (call.runId === run) hear(call);
		return Promise.resolve();
	}
}
