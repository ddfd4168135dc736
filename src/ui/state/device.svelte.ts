/** What this device can do, as last looked at. */
import type { DeviceCheck, DeviceFacts } from '../../app/world-ports.ts';

type DeviceState =
	| { readonly kind: 'checking' }
	| { readonly kind: 'ready'; readonly facts: DeviceFacts; readonly at: number }
	| { readonly kind: 'failed'; readonly error: unknown };

class Device {
	#state = $state.raw<DeviceState>({ kind: 'checking' });

	get state(): DeviceState {
		return this.#state;
	}

	get facts(): DeviceFacts | undefined {
		return this.#state.kind === 'ready' ? this.#state.facts : undefined;
	}

	async look(check: DeviceCheck): Promise<void> {
		try {
			this.#state = { kind: 'ready', facts: await check.look(), at: Date.now() };
		} catch (error) {
			this.#state = { kind: 'failed', error };
		}
	}

	/** Asks the browser to keep what is stored, and looks again. */
	async persist(check: DeviceCheck): Promise<void> {
		await check.persist();
		await this.look(check);
	}
}

export const device = new Device();
