/** What it means that the linked trainer is set to answer, in words. */
import { assertNever } from '../../../core/error.ts';
import type { StateKind } from '../../parts/role.ts';
import type { TrainerState } from '../../state/trainer-status.svelte.ts';

type Said = { readonly kind: StateKind; readonly words: string };

export function trainerWords(state: TrainerState): Said {
	switch (state.kind) {
		case 'checking':
			return { kind: 'running', words: 'Looking for the linked trainer.' };
		case 'none':
			return {
				kind: 'failed',
				words: 'No trainer is linked, so that nobody answers. Link one on the Trainer page.',
			};
		case 'linked':
			return {
				kind: 'done',
				words: `The trainer at ${state.link.url} is there. Prompts go to it, and answers are computed there, not on this device.`,
			};
		case 'silent':
			return {
				kind: 'failed',
				words: `The trainer at ${state.link.url} doesn’t answer. A run waits for it; a chat says so.`,
			};
		case 'refused':
			return {
				kind: 'failed',
				words: `The trainer at ${state.link.url} no longer takes this link. Link it again on the Trainer page.`,
			};
		default:
			return assertNever(state);
	}
}
