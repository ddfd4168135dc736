/** The prompts of one call, dealt out in shares to the lines that answer them beside each other. */
import type { Conversation, Prompt } from '../../../workers/student/protocol.ts';
import { orAborted } from './or-aborted.ts';

export class SharedWork {
	/** Nobody has these. */
	#queue: Prompt[];
	#lines: number;
	/** Those who wait for prompts that come back. */
	#waiting: (() => void)[] = [];

	constructor(prompts: readonly Conversation[], lines: number) {
		this.#lines = lines;
		this.#queue = prompts.map((messages, index) => ({ index, messages }));
		this.#sort();
	}

	/**
	 * Prompts for one line: all where there is one, else by guided self-scheduling (Polychronopoulos and Kuck 1987) half of
	 * its part of what is left, `least` at the least: few shares at first, small ones at last, so that all lines end
	 * together. Waits while there is nothing to take: what another has may come back.
	 */
	async share(least: number, signal: AbortSignal): Promise<readonly Prompt[]> {
		while (this.#queue.length === 0)
			await orAborted(new Promise<void>((resolve) => this.#waiting.push(resolve)), signal);
		if (this.#lines === 1) return this.#queue.splice(0);
		const part = Math.ceil(this.#queue.length / (2 * this.#lines));
		return this.#queue.splice(0, Math.max(part, least));
	}

	/** Prompts of a share that nobody answers now. */
	giveBack(prompts: readonly Prompt[]): void {
		if (prompts.length === 0) return;
		this.#queue.push(...prompts);
		this.#sort();
		for (const wake of this.#waiting.splice(0)) wake();
	}

	/** One line less takes part. */
	leave(): void {
		this.#lines--;
	}

	/** Shortest first, as a line takes them too: prompts of like length pad each other the least. */
	#sort(): void {
		if (this.#lines > 1) this.#queue.sort((one, other) => textLength(one) - textLength(other));
	}
}

function textLength({ messages }: Prompt): number {
	return messages.reduce((length, { content }) => length + content.length, 0);
}
