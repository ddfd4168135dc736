/** Notifications of this browser, and the screen kept awake. */
import type { Alerts } from '../../app/world-ports.ts';

export class BrowserAlerts implements Alerts {
	#wanted = false;
	#lock: WakeLockSentinel | undefined;

	constructor() {
		// The browser takes the lock back whenever the tab is hidden.
		document.addEventListener('visibilitychange', () => {
			if (this.#wanted && document.visibilityState === 'visible') void this.#take();
		});
	}

	get canNotify(): boolean {
		return 'Notification' in globalThis && Notification.permission === 'granted';
	}

	async ask(): Promise<boolean> {
		if (!('Notification' in globalThis)) return false;
		return (await Notification.requestPermission()) === 'granted';
	}

	notify(title: string, body: string): void {
		if (this.canNotify) new Notification(title, { body, icon: '/icon.svg', tag: title });
	}

	async keepAwake(on: boolean): Promise<void> {
		this.#wanted = on;
		if (on) {
			await this.#take();
			return;
		}
		await this.#lock?.release();
		this.#lock = undefined;
	}

	async #take(): Promise<void> {
		if (!('wakeLock' in navigator) || this.#lock?.released === false) return;
		try {
			this.#lock = await navigator.wakeLock.request('screen');
		} catch (thrown) {
			// The browser may say no at any time (low battery, a hidden tab); the run goes on all the same.
			if (!(thrown instanceof DOMException) || thrown.name !== 'NotAllowedError') throw thrown;
		}
	}
}
