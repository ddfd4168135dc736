/** The ledger of calls. */
import type { Call } from '../../core/call.ts';
import type { CallKey, RunId } from '../../core/id.ts';

/** The ledger of calls. Writes of one moment may share a transaction; each resolves when its own is durable. */
export interface Ledger {
	get(key: CallKey): Promise<Call | undefined>;
	/** Strictly durable before it resolves. */
	put(call: Call): Promise<void>;
	/** Tells every call of the run, a few at a time: a large run's replies fill gigabytes. */
	eachOfRun(run: RunId, hear: (call: Call) => void): Promise<void>;
}
