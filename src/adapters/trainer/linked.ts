/** The trainer that the user has linked. */
import type { Settings } from '../../app/ports/settings.ts';
import { HttpTrainer } from './trainer.ts';

/** undefined: none is linked. */
export async function linkedTrainer(
	settings: Pick<Settings, 'trainerLink'>,
): Promise<HttpTrainer | undefined> {
	const link = await settings.trainerLink();
	return link === undefined ? undefined : new HttpTrainer(link);
}
