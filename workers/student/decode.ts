/** Generates answers token by token: of one prompt, or of many, batch after batch, so that none waits for a long one. */
import { Batch, type Emitted, type Row } from './batch.ts';
import { eventsHandled } from './events.ts';
import type { Model } from './model.ts';

export type Generation = {
	readonly model: Model;
	readonly endIds: ReadonlySet<number>;
	readonly signal: AbortSignal;
};
/** What is free beside the batches under way. */
export type Room = {
	readonly rows: number;
	/** Tokens that the caches of those under way may come to hold. */
	readonly heldTokens: number;
};
/** Prompts that wait for their turn. */
export interface Waiting<R extends Row> {
	/** Takes the next that go together; none where none is left, or there isn't room. */
	take(room: Room): readonly R[];
}

/**
 * The next batch begins beside one that has come so far with few rows left. Earlier it would cost answers a minute: two
 * batches that take turns each pay for the network's weights.
 */
const STEPS_ALONE = 16;
const FEW_LEFT = 0.25;

/** The tokens of one prompt. */
export async function* decode(
	row: Row,
	{ model, endIds, signal }: Generation,
): AsyncGenerator<Emitted<Row>, void, void> {
	const batch = new Batch(model, [row], endIds);
	try {
		while (batch.going > 0) {
			await eventsHandled();
			signal.throwIfAborted();
			yield* await batch.step();
		}
	} finally {
		batch.drop();
	}
}

/** The tokens of all that wait, `size` rows at a time at most; batches that are under way at once take turns. */
export async function* decodeAll<R extends Row>(
	waiting: Waiting<R>,
	size: number,
	{ model, endIds, signal }: Generation,
): AsyncGenerator<readonly Emitted<R>[], void, void> {
	let batches: readonly Batch<R>[] = [];
	try {
		for (;;) {
			const rows = isTimeForMore(batches, size) ? waiting.take(roomBeside(batches, size)) : [];
			if (rows.length > 0) batches = [...batches, new Batch(model, rows, endIds)];
			if (batches.length === 0) return;
			for (const batch of batches) {
				await eventsHandled();
				signal.throwIfAborted();
				yield await batch.step();
				if (batch.going === 0) batch.drop();
			}
			batches = batches.filter(({ going }) => going > 0);
		}
	} finally {
		for (const batch of batches) batch.drop();
	}
}

function isTimeForMore(batches: readonly Batch<Row>[], size: number): boolean {
	return (
		batches.every(({ steps }) => steps >= STEPS_ALONE) &&
		size - roomBeside(batches, size).rows <= size * FEW_LEFT
	);
}

function roomBeside(batches: readonly Batch<Row>[], size: number): Room {
	const sum = (of: (batch: Batch<Row>) => number) =>
		batches.reduce((total, batch) => total + of(batch), 0);
	return {
		rows: size - sum(({ going }) => going),
		heldTokens: sum(({ heldTokens }) => heldTokens),
	};
}
