/** The loopback hub for tests in Chromium, what of the catalogue it has, and short ways to fetch from it. */
import { commands } from 'vitest/browser';
import { lookAtHub, noteOfOffer, planPublished } from '../../../src/app/models/plan.ts';
import type { ModelPlaces } from '../../../src/app/model-places.ts';
import { OpfsModels } from '../../../src/adapters/models/shelf.ts';
import { OpfsStudentFiles } from '../../../src/adapters/opfs/student-files.ts';
import type { Dtype } from '../../../src/core/models/dtype.ts';
import type { ModelNote } from '../../../src/core/models/model-note.ts';
import type { HubNews, HubWish } from '../../fakes/hub-command.ts';
import { DEVICE } from '../../fakes/shell-world.ts';

declare module 'vitest/browser' {
	interface BrowserCommands {
		hub: (wish: HubWish) => Promise<HubNews>;
	}
}
export const { hub } = commands;
export const never = new AbortController().signal;
export const files = new OpfsStudentFiles();
export const models = new OpfsModels(files, { waitsMs: [1, 1, 1], stalledMs: 60_000 });
export const PUBLISHED_ID = 'SmolLM2-360M-Instruct-q4f16_1-MLC';
/** Of a machine without a graphics processor: 8 bits are best there. */
export const PLAIN_DEVICE = { ...DEVICE, webgpu: null };

export async function published() {
	const found = (await models.published()).models.find(({ id }) => id === PUBLISHED_ID);
	if (found === undefined) throw new Error(`expected ${PUBLISHED_ID} in the catalogue`);
	return found;
}

/** Starts the hub anew. */
export async function startHub(): Promise<ModelPlaces> {
	const { repo, library } = await published();
	const { address } = await hub({ do: 'start', published: { repo, library } });
	return { hub: address, libraries: `${address}/libraries` };
}

export async function practiceNote(places: ModelPlaces, dtype?: Dtype): Promise<ModelNote> {
	const wanted = { repo: 'retort/practice', revision: 'main' };
	const on = { places, device: PLAIN_DEVICE, signal: never };
	const offer = await lookAtHub({ models }, wanted, on);
	return noteOfOffer(offer, dtype ?? offer.best ?? null, 1);
}

export async function publishedNote(places: ModelPlaces): Promise<ModelNote> {
	return planPublished({ models }, await published(), { places, now: 1, signal: never });
}

/** Deletes all models from elsewhere. */
export async function forgetModels(): Promise<void> {
	for (const { folder } of await models.list()) await models.delete(folder);
}
