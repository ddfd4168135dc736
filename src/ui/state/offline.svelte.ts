/** Whether the network is there, whether the app is stored for use without it, whether a newer one waits. */

class Offline {
	#isOnline = $state(navigator.onLine);
	#isStored = $state(false);
	#update = $state.raw<(() => void) | null>(null);

	constructor() {
		addEventListener('online', () => (this.#isOnline = true));
		addEventListener('offline', () => (this.#isOnline = false));
	}

	get isOnline(): boolean {
		return this.#isOnline;
	}

	get isStored(): boolean {
		return this.#isStored;
	}

	/** Takes the newer version over and reloads; null when there is none. */
	get update(): (() => void) | null {
		return this.#update;
	}

	stored(): void {
		this.#isStored = true;
	}

	offerUpdate(apply: () => void): void {
		this.#update = apply;
	}
}

export const offline = new Offline();
