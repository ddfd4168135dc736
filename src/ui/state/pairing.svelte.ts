/** What becomes of a pairing link: linked at once, asked about, or refused. */
import type { World } from '../world.ts';
import { isLoopback, type PairingLink, type PairingReading } from './pairing-link.ts';
import { trainerStatus } from './trainer-status.svelte.ts';

type PairingState =
	| { readonly kind: 'idle' }
	| { readonly kind: 'asking'; readonly link: PairingLink; readonly linked: string | null }
	| { readonly kind: 'linked'; readonly url: string }
	| { readonly kind: 'refused'; readonly because: string };

class Pairing {
	#state = $state.raw<PairingState>({ kind: 'idle' });

	get state(): PairingState {
		return this.#state;
	}

	/** Links at once when page and trainer are both this machine and no other trainer is linked; else asks. */
	async take(reading: PairingReading, page: string, world: World): Promise<void> {
		if (reading.kind === 'refused') this.#state = reading;
		if (reading.kind !== 'link') return;
		const { link } = reading;
		const linked = (await world.settings.trainerLink())?.url ?? null;
		const isOnlyHere = isLoopback(page) && isLoopback(link.url);
		if (isOnlyHere && (linked === null || linked === link.url)) await this.#link(link, world);
		else this.#state = { kind: 'asking', link, linked };
	}

	async accept(world: World): Promise<void> {
		if (this.#state.kind === 'asking') await this.#link(this.#state.link, world);
	}

	dismiss(): void {
		this.#state = { kind: 'idle' };
	}

	async #link(link: PairingLink, world: World): Promise<void> {
		await trainerStatus.link(link, world);
		this.#state = { kind: 'linked', url: link.url };
	}
}

export const pairing = new Pairing();
