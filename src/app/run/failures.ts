/** Which failures end a stage and which only their own item. */
import { AppError, codeOf, messageOf } from '../../core/error.ts';
import type { StepProgress } from '../../core/progress.ts';
import type { RunSession } from './session.ts';

/** What one reply can be without the next being so too. */
const OF_ONE_ITEM: ReadonlySet<string> = new Set([
	'teacher/empty',
	'teacher/filtered',
	'teacher/cut-off',
	'teacher/not-json',
	'teacher/bad-request',
	'teacher/timeout',
	'teacher/server-error',
]);

/** Counts and names the failure of one item; throws again what would befall every other item too. */
export function failedItem(
	session: RunSession,
	thrown: unknown,
	item: { readonly about: string; readonly step: StepProgress['name'] },
): void {
	if (!(thrown instanceof AppError) || !OF_ONE_ITEM.has(thrown.code)) throw thrown;
	session.progress.failed(item.step);
	session.say({
		kind: 'failed',
		code: codeOf(thrown),
		message: messageOf(thrown),
		about: item.about,
	});
}
