/** Models from elsewhere for pages that only show them: a list, what lies here, and no network. */
import type { Models } from '../../src/app/ports/models.ts';
import type { ShelvedModel } from '../../src/core/models/model-note.ts';
import type { PublishedModel } from '../../src/core/models/published.ts';

export class StillModels {
	here: readonly ShelvedModel[] = [];
	list: readonly PublishedModel[] = [];

	asPort(): Models {
		const nothing = () => Promise.reject(new Error('these pages fetch no model'));
		return {
			published: () =>
				Promise.resolve({
					...{ package: '@mlc-ai/web-llm', version: '0.2.86', models: this.list },
					...{ hub: 'https://hub.example', libraries: 'https://libraries.example' },
				}),
			list: () => Promise.resolve(this.here),
			alone: (_folder, work) => work(),
			...{ listing: nothing, begin: nothing, fetch: nothing, copy: nothing, read: nothing },
			...{ digest: nothing, graph: nothing, publish: nothing },
			discard: nothing,
			delete: (folder) => {
				this.here = this.here.filter((model) => model.folder !== folder);
				return Promise.resolve();
			},
		};
	}
}
