/** What can be fetched from elsewhere: web-llm's published models, and the addresses that they come from. */
import { modelPlaces, type ModelPlace, type ModelPlaces } from '../../app/model-places.ts';
import type { PublishedModels } from '../../core/models/published.ts';
import type { World } from '../world.ts';

class ModelSources {
	#published = $state.raw<PublishedModels>();
	#places = $state.raw<ModelPlaces>();
	#failure = $state.raw<unknown>();

	get published(): PublishedModels | undefined {
		return this.#published;
	}

	get places(): ModelPlaces | undefined {
		return this.#places;
	}

	get failure(): unknown {
		return this.#failure;
	}

	isMirror(place: ModelPlace): boolean {
		return this.#places?.[place] !== this.#published?.[place];
	}

	async read({ models, settings }: Pick<World, 'models' | 'settings'>): Promise<void> {
		try {
			this.#published ??= await models.published();
			this.#places = await modelPlaces(settings, this.#published);
			this.#failure = undefined;
		} catch (failure) {
			this.#failure = failure;
		}
	}
}

export const modelSources = new ModelSources();
