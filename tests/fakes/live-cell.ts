/** A live value that a test sets: every subscriber hears each change at once. */
import type { Live } from '../../src/app/ports/live.ts';

export class LiveCell<T> implements Live<T> {
	readonly #heard = new Set<(value: T) => void>();
	#value: T;

	constructor(value: T) {
		this.#value = value;
	}

	get value(): T {
		return this.#value;
	}

	set(value: T): void {
		this.#value = value;
		for (const hear of this.#heard) hear(value);
	}

	subscribe(next: (value: T) => void): { unsubscribe(): void } {
		this.#heard.add(next);
		next(this.#value);
		return {
			unsubscribe: () => {
				this.#heard.delete(next);
			},
		};
	}
}
