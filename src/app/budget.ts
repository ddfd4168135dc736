/** Holds a run to its caps: what is in flight counts with all that it may take. */
import {
	brokenCap,
	type BrokenCap,
	type BudgetState,
	capCode,
	type CapName,
	type Caps,
	type Spent,
	sumOfSpent,
} from '../core/budget.ts';
import { AppError } from '../core/error.ts';

export class Budget {
	#caps: Caps;
	readonly #spent: () => Spent;
	readonly #inFlight = new Set<Spent>();
	#waiting: (() => void)[] = [];

	/** `spent`: what is settled so far. */
	constructor(caps: Caps, spent: () => Spent) {
		this.#caps = caps;
		this.#spent = spent;
	}

	get state(): BudgetState {
		return { spent: this.#spent(), inFlight: sumOfSpent([...this.#inFlight]) };
	}

	/** From the next call on; who waits looks again. */
	change(caps: Caps): void {
		this.#caps = caps;
		this.#wake();
	}

	/**
	 * Sets aside what a call may take at most; the returned function is called when it is settled, and counted in `spent`.
	 * Where it would be too much only because of others in flight, their end is waited for. Throws AppError
	 * 'run/budget-calls', '-tokens', '-money' when a cap would be exceeded, 'run/budget-unknown' when that can't be told.
	 */
	async reserve(most: Spent, signal: AbortSignal): Promise<() => void> {
		for (;;) {
			signal.throwIfAborted();
			const broken = brokenCap(this.#caps, sumOfSpent([this.#spent(), most, ...this.#inFlight]));
			if (broken === undefined) break;
			if (this.#inFlight.size === 0 || broken.why === 'unknown') throw budgetError(broken);
			await new Promise<void>((go) => this.#waiting.push(go));
		}
		this.#inFlight.add(most);
		return () => {
			this.#inFlight.delete(most);
			this.#wake();
		};
	}

	#wake(): void {
		for (const go of this.#waiting.splice(0)) go();
	}
}

const WORDS: Readonly<Record<CapName, string>> = {
	calls: 'calls',
	tokens: 'tokens',
	nanoUsd: 'money',
};

function budgetError(broken: BrokenCap): AppError {
	const { name, why } = broken;
	const code = capCode(broken);
	if (why === 'reached')
		return new AppError(code, `The next call could exceed the cap on ${WORDS[name]}.`);
	return new AppError(
		code,
		name === 'tokens'
			? 'The teacher doesn’t tell what its replies take, so a cap on tokens can’t be kept.'
			: 'The cost of some calls is unknown, so a cap on money can’t be kept.',
	);
}
