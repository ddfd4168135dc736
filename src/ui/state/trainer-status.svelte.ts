/** Which trainer is linked, whether it answers and whether it takes the link. */
import type { TrainerFacts, TrainerLink } from '../../app/ports/trainer.ts';
import { codeOf } from '../../core/error.ts';
import type { World } from '../world.ts';

export type TrainerState =
	| { readonly kind: 'checking' }
	| { readonly kind: 'none' }
	| { readonly kind: 'linked'; readonly link: TrainerLink; readonly facts: TrainerFacts }
	| { readonly kind: 'silent'; readonly link: TrainerLink; readonly error: unknown }
	/** It answers, and doesn't know the token: it has other data now, or the token was revoked. */
	| { readonly kind: 'refused'; readonly link: TrainerLink };

class TrainerStatus {
	#state = $state.raw<TrainerState>({ kind: 'checking' });
	#checks = 0;

	get state(): TrainerState {
		return this.#state;
	}

	/** Asks the linked trainer what it is; the newest check wins. */
	async check(world: World): Promise<void> {
		this.#checks += 1;
		const check = this.#checks;
		const state = await this.#look(world);
		if (check === this.#checks) this.#state = state;
	}

	async link(link: Pick<TrainerLink, 'url' | 'token'>, world: World): Promise<void> {
		await world.settings.linkTrainer({ ...link, linkedAt: Date.now() });
		await this.check(world);
	}

	async unlink(world: World): Promise<void> {
		await world.settings.unlinkTrainer();
		await this.check(world);
	}

	/** Makes the trainer forget the token, then unlinks it here. */
	async revoke(world: World): Promise<void> {
		const link = await world.settings.trainerLink();
		if (link !== undefined) await world.revokeTrainer(link);
		await this.unlink(world);
	}

	async #look(world: World): Promise<TrainerState> {
		const link = await world.settings.trainerLink();
		if (link === undefined) return { kind: 'none' };
		try {
			return { kind: 'linked', link, facts: await world.probeTrainer(link) };
		} catch (error) {
			return codeOf(error) === 'trainer/bad-token'
				? { kind: 'refused', link }
				: { kind: 'silent', link, error };
		}
	}
}

export const trainerStatus = new TrainerStatus();
