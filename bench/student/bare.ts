/** Asks the worker with the bare engine. */
import type { BareAnswers, BareOrder } from './bare-worker.ts';

export class BareEngine {
	readonly #worker: Worker;

	constructor(worker: Worker) {
		this.#worker = worker;
	}

	answer(order: BareOrder): Promise<BareAnswers> {
		return new Promise((resolve, reject) => {
			this.#worker.onmessage = ({ data }: MessageEvent<BareAnswers>) => {
				resolve(data);
			};
			this.#worker.onerror = ({ message }) => {
				reject(new Error(`the bare engine failed: ${message}`));
			};
			this.#worker.postMessage(order);
		});
	}

	close(): void {
		this.#worker.terminate();
	}
}
