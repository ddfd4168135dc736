/** Clock, ids, digests and waiting: what the stories must not take from the machine themselves. */

/** Unix ms. */
export type Clock = () => number;

/** A fresh random id of letters and digits. */
export type NewId = () => string;

/** sha-256 of a text's UTF-8, lower-case hex. */
export type Digest = (text: string) => Promise<string>;

/** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;
