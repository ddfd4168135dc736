/** Where models come from: the hub and the libraries of the catalogue, or the mirrors that the user set in their place. */
import { AppError } from '../core/error.ts';
import type { PublishedModels } from '../core/models/published.ts';
import type { Settings } from './ports/settings.ts';

/** Addresses without a slash at the end. */
export type ModelPlaces = {
	/** Serves repositories as Hugging Face's hub does. */
	readonly hub: string;
	/** Below it lie web-llm's programs. */
	readonly libraries: string;
};
export type ModelPlace = keyof ModelPlaces;

type Store = Pick<Settings, 'get' | 'set'>;
const settingOf = (place: ModelPlace) => `models-${place}`;
const LOOPBACK = new Set(['localhost', '127.0.0.1']);

/** The addresses that every fetch of a model uses. */
export async function modelPlaces(
	store: Pick<Store, 'get'>,
	usual: Pick<PublishedModels, ModelPlace>,
): Promise<ModelPlaces> {
	const [hub, libraries] = await Promise.all([
		store.get(settingOf('hub')),
		store.get(settingOf('libraries')),
	]);
	return { hub: hub || usual.hub, libraries: libraries || usual.libraries };
}

/** '' goes back to the usual address; throws AppError 'models/wrong-address' and keeps what was set. */
export async function setModelPlace(store: Store, place: ModelPlace, typed: string): Promise<void> {
	const address = typed.trim() === '' ? '' : checkedAddress(typed.trim());
	await store.set(settingOf(place), address);
}

/** As it is kept: without a slash at the end. */
function checkedAddress(typed: string): string {
	if (!URL.canParse(typed)) throw wrong(typed, 'it is no address');
	const { protocol, hostname, username, password, search, hash, href } = new URL(typed);
	checkReach(typed, protocol, hostname);
	if (username !== '' || password !== '') throw wrong(typed, 'it holds a name or a password');
	if (search !== '' || hash !== '')
		throw wrong(typed, 'it has a ? or a #, below which nothing lies');
	return href.replace(/\/+$/, '');
}

function checkReach(typed: string, protocol: string, hostname: string): void {
	if (protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname))) return;
	// No content policy can name an IPv6 address.
	if (protocol === 'http:' && hostname === '[::1]')
		throw wrong(typed, 'of this machine the page reaches http://127.0.0.1 and http://localhost');
	throw wrong(typed, 'it is neither https nor on this machine, and could be changed on the way');
}

function wrong(typed: string, because: string): AppError {
	return new AppError(
		'models/wrong-address',
		`Expected an address such as https://models.example.com/hub, got “${typed}”: ${because}.`,
	);
}
