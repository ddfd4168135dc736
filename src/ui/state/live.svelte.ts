/** The bridge from a live value to a rune: what is known now, and how reading went. */
import { onDestroy } from 'svelte';
import type { Live } from '../../app/ports/live.ts';

/** `loading` until the first value; a failure keeps nothing, since what was read before may be wrong. */
export type Reading<T> =
	| { readonly kind: 'loading' }
	| { readonly kind: 'ready'; readonly value: T }
	| { readonly kind: 'failed'; readonly error: unknown };

export class LiveValue<T> {
	#reading = $state.raw<Reading<T>>({ kind: 'loading' });
	#stop: (() => void) | undefined;

	constructor(source?: Live<T>) {
		if (source !== undefined) this.follow(source);
	}

	/** Follows `source` from now on, and no longer the one before. */
	follow(source: Live<T>): void {
		this.close();
		this.#reading = { kind: 'loading' };
		const subscription = source.subscribe(
			(value) => {
				this.#reading = { kind: 'ready', value };
			},
			(error) => {
				this.#reading = { kind: 'failed', error };
			},
		);
		this.#stop = () => {
			subscription.unsubscribe();
		};
	}

	close(): void {
		this.#stop?.();
		this.#stop = undefined;
	}

	get reading(): Reading<T> {
		return this.#reading;
	}

	/** The value once it is known. */
	get value(): T | undefined {
		return this.#reading.kind === 'ready' ? this.#reading.value : undefined;
	}

	get failure(): unknown {
		return this.#reading.kind === 'failed' ? this.#reading.error : undefined;
	}
}

/** Follows a live value as long as the component lives; call it while a component initialises. */
export function live<T>(source: Live<T>): LiveValue<T> {
	const value = new LiveValue(source);
	onDestroy(() => {
		value.close();
	});
	return value;
}

/**
 * Follows the live value that `source` names, anew whenever what it reads changes; undefined follows nothing.
 * Call it while a component initialises.
 */
export function liveOf<T>(source: () => Live<T> | undefined): LiveValue<T> {
	const value = new LiveValue<T>();
	// Subscriptions live outside Svelte: this effect opens and closes them.
	$effect.pre(() => {
		const next = source();
		if (next !== undefined) value.follow(next);
		return () => {
			value.close();
		};
	});
	return value;
}
