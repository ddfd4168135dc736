/** One thing that is limited, requests or tokens: by the user's limit, by the provider's, or by none that is known. */
import { ON_THE_WAY_MS, Tank } from './tank.ts';
import { periodMsOf, type ToldLimit } from './told.ts';

/** What had been taken and given back when a call went out: what the provider tells with its reply is of that moment. */
export type Mark = { readonly at: number; readonly taken: number; readonly returned: number };

/** Replies that must agree that there is more than we think, before we believe it. */
const TOLD_TO_RAISE = 16;

export class Meter {
	readonly #user: Tank | undefined;
	#told: Tank | undefined;
	#taken = 0;
	#returned = 0;
	/** By how much the latest replies told more than we thought. */
	#gaps: number[] = [];

	/** `limit`: the user's, a minute; undefined: none given. */
	constructor(limit: number | undefined, now: number) {
		this.#user = limit === undefined ? undefined : new Tank(limit, 60_000, now);
	}

	/** Whether any limit is known. */
	get isKnown(): boolean {
		return this.#tanks.length > 0;
	}

	get #tanks(): readonly Tank[] {
		return [this.#user, this.#told].filter((tank) => tank !== undefined);
	}

	/** Until `amount` may be taken, in ms. */
	waitMs(amount: number, now: number): number {
		return Math.max(0, ...this.#tanks.map((tank) => tank.waitMs(amount, now)));
	}

	take(amount: number, now: number): Mark {
		for (const tank of this.#tanks) tank.take(amount, now);
		this.#taken += amount;
		return { at: now, taken: this.#taken, returned: this.#returned };
	}

	/** A call took less than was reserved for it; negative: more. */
	giveBack(amount: number, now: number): void {
		for (const tank of this.#tanks) tank.giveBack(amount, now);
		this.#returned += amount;
	}

	/**
	 * The provider tells its limit and the rest beside the reply to the call of `mark`. Since that went out some ran in, and
	 * later calls took and gave back; what follows is the rest now. Less than we thought is believed at once, more only when
	 * many replies agree: single ones are off by the calls that overtook each other.
	 */
	tell(mark: Mark, told: ToldLimit, now: number): void {
		const limit = told.limit ?? Math.max(this.#told?.limit ?? 0, told.remaining ?? 0);
		if (limit <= 0) return;
		const isNew = this.#told === undefined;
		const tank = (this.#told ??= new Tank(limit, periodMsOf(told), now));
		tank.setLimit(limit, periodMsOf(told), now);
		if (told.remaining === null) return;
		const since = this.#returned - mark.returned - (this.#taken - mark.taken);
		const ranInMs = Math.max(0, now - mark.at - ON_THE_WAY_MS);
		const rest = told.remaining + tank.perMs * ranInMs + since;
		const gap = rest - tank.level(now);
		if (isNew || gap < 0) this.#believe(tank, rest, now);
		else this.#believeMany(tank, gap, now);
	}

	#believeMany(tank: Tank, gap: number, now: number): void {
		this.#gaps.push(gap);
		if (this.#gaps.length < TOLD_TO_RAISE) return;
		const agreed = Math.min(...this.#gaps);
		this.#believe(tank, tank.level(now) + agreed, now);
	}

	#believe(tank: Tank, level: number, now: number): void {
		this.#gaps = [];
		tank.setLevel(level, now);
	}

	narrow(now: number): void {
		for (const tank of this.#tanks) tank.narrow(now);
	}

	widen(now: number): void {
		for (const tank of this.#tanks) tank.widen(now);
	}
}
