/** Small settings of this browser. */
import type { TrainerLink } from './trainer.ts';

/** Small settings of this browser: the trainer link, what the user last had open, preferences. */
export interface Settings {
	trainerLink(): Promise<TrainerLink | undefined>;
	linkTrainer(link: TrainerLink): Promise<void>;
	unlinkTrainer(): Promise<void>;
	get(name: string): Promise<string | undefined>;
	set(name: string, value: string): Promise<void>;
}
