/** One job at a time, in the order of asking. */
export class Turns {
	#last: Promise<void> = Promise.resolve();

	/** Resolves when all earlier ones are over; call what it gives when this one is. */
	async take(): Promise<() => void> {
		const before = this.#last;
		let release: () => void = () => undefined;
		this.#last = new Promise((resolve) => (release = resolve));
		await before;
		return release;
	}
}
