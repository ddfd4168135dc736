/** The student's network to those who generate with it: one step of a batch after the other, by the clock. */
import type { InferenceSession } from 'onnxruntime-web';
import { AppError, messageOf } from '../../src/core/error.ts';
import { HeapNetwork } from './heap-network.ts';
import { cacheInputsOf, type Cache, type Network, type Step, type Stepped } from './network.ts';
import { bareSessionOf } from './runtime.ts';
import { SessionNetwork } from './session-network.ts';

export class Model {
	/** Milliseconds that the network has worked so far. */
	workedMs = 0;
	/** New tokens that one run may have; more are read in pieces, which ONNX Runtime allows for a single row. */
	pieceTokens = Infinity;
	/** Bytes of the cache for one token of one row. */
	readonly cacheBytesPerToken: number;
	/** Whether keys and values stay in the engine's memory on the CPU. */
	readonly isInHeap: boolean;
	readonly #network: Network<Cache>;
	/** A network runs one step at a time. */
	#turn: Promise<unknown> = Promise.resolve();

	/** Throws 'student/load-failed' for a graph with inputs that nobody here gives. */
	constructor(session: InferenceSession) {
		const inputs = cacheInputsOf(session);
		this.cacheBytesPerToken = inputs.reduce((sum, { bytesPerToken }) => sum + bytesPerToken, 0);
		const bare = bareSessionOf(session);
		this.isInHeap = bare !== null;
		// A network gets back the caches that it made, no others.
		this.#network = bare === null ? new SessionNetwork(session) : new HeapNetwork(bare, session);
	}

	/** For rows that haven't read anything. */
	emptyCache(rows: number): Cache {
		return this.#network.emptyCache(rows);
	}

	/**
	 * Scores of the next token, row after row, and the cache grown by the new tokens; the given cache is used up.
	 * Throws 'student/step-failed', 'student/out-of-memory'.
	 */
	step(step: Step): Promise<Stepped> {
		const result = this.#turn.then(() => this.#runInPieces(step));
		this.#turn = result.catch(() => undefined);
		return result;
	}

	async #runInPieces({ rows, ids, mask, cache }: Step): Promise<Stepped> {
		let past = mask.length / rows - ids.length / rows;
		let left = ids;
		let read = cache;
		while (rows === 1 && left.length > this.pieceTokens) {
			past += this.pieceTokens;
			const piece = left.slice(0, this.pieceTokens);
			read = (await this.#run({ rows, ids: piece, mask: mask.slice(0, past), cache: read })).cache;
			left = left.slice(this.pieceTokens);
		}
		return this.#run({ rows, ids: left, mask, cache: read });
	}

	async #run(step: Step): Promise<Stepped> {
		const began = performance.now();
		try {
			const stepped = await this.#network.run(step);
			step.cache.drop();
			return stepped;
		} catch (cause) {
			const code = isOutOfMemory(cause) ? 'student/out-of-memory' : 'student/step-failed';
			throw new AppError(code, `the network failed: ${messageOf(cause)}`, { cause });
		} finally {
			this.workedMs += performance.now() - began;
		}
	}
}

/** ONNX Runtime gives no code, only this text (or, for the array buffer, a RangeError). */
export function isOutOfMemory(thrown: unknown): boolean {
	return thrown instanceof RangeError || /bad_alloc|out of memory/i.test(messageOf(thrown));
}
