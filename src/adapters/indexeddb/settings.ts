/** Small settings of this browser, in IndexedDB; never part of an export. */
import type { Settings } from '../../app/ports/settings.ts';
import type { TrainerLink } from '../../app/ports/trainer.ts';
import type { Database } from './database.ts';
import { inStorage } from './storage-error.ts';

const TRAINER_LINK = 'trainer-link';
const preference = (name: string) => `preference/${name}`;

export class IndexedDbSettings implements Settings {
	readonly #database: Database;

	constructor(database: Database) {
		this.#database = database;
	}

	async trainerLink(): Promise<TrainerLink | undefined> {
		const text = await this.#read(TRAINER_LINK);
		return text === undefined ? undefined : (JSON.parse(text) as TrainerLink);
	}

	async linkTrainer(link: TrainerLink): Promise<void> {
		await this.#write(TRAINER_LINK, JSON.stringify(link));
	}

	unlinkTrainer(): Promise<void> {
		return inStorage(() => this.#database.relaxed.settings.delete(TRAINER_LINK));
	}

	get(name: string): Promise<string | undefined> {
		return this.#read(preference(name));
	}

	set(name: string, value: string): Promise<void> {
		return this.#write(preference(name), value);
	}

	async #read(name: string): Promise<string | undefined> {
		const setting = await inStorage(() => this.#database.relaxed.settings.get(name));
		return setting?.value;
	}

	async #write(name: string, value: string): Promise<void> {
		await inStorage(() => this.#database.relaxed.settings.put({ schema: 1, name, value }));
	}
}
