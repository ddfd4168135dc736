/** Which failures end a stage and which only their own item. */
import { codeOf, messageOf } from '../../core/error.ts';
import type { StepProgress } from '../../core/progress.ts';
import { isItemFailure } from '../retry-rules.ts';
import type { RunSession } from './session.ts';

/** Counts and names the failure of one item; throws again what would befall every other item too. */
export function failedItem(
	session: RunSession,
	thrown: unknown,
	item: {
		readonly about: string;
		readonly step: StepProgress['name'];
		/** Things of the step that fail with it, default 1. */
		readonly count?: number;
	},
): void {
	if (!isItemFailure(thrown)) throw thrown;
	session.progress.failed(item.step, item.count);
	session.say({
		kind: 'failed',
		code: codeOf(thrown),
		message: messageOf(thrown),
		about: item.about,
	});
}
