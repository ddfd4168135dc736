/** Everything that crosses postMessage between a worker and who uses it, and the types of an api over it. */

/** One method: what it is given, what it streams (`never`: nothing), what it returns in the end. */
export type Method = { readonly args: unknown; readonly item: unknown; readonly result: unknown };
/** A worker's methods by name. */
export type Api<A> = { readonly [Name in keyof A]: Method };

/** `call` and `pull` are answered by exactly one message of the same id; `abort` by none. */
export type ToWorker =
	| { readonly kind: 'call'; readonly id: number; readonly method: string; readonly args: unknown }
	/** Send the next item: the worker goes no further than it is asked. */
	| { readonly kind: 'pull'; readonly id: number }
	| { readonly kind: 'abort'; readonly id: number };

export type FromWorker =
	/**
	 * The first message. `lock`: name of a Web Lock that the worker holds for as long as it lives: who gets it knows that
	 * it died; null where the context isn't secure and has no locks.
	 */
	| { readonly kind: 'alive'; readonly lock: string | null }
	| { readonly kind: 'item'; readonly id: number; readonly item: unknown }
	| { readonly kind: 'result'; readonly id: number; readonly result: unknown }
	| { readonly kind: 'error'; readonly id: number; readonly error: WireError };

export type WireError = {
	readonly name: string;
	readonly message: string;
	/** Of an AppError; null for any other. */
	readonly code: string | null;
	readonly stack: string | null;
};
