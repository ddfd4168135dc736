/** Why there is no trainer and how to get one, from what the server of this page says of itself. */
import type { ServerFacts } from '../../app/world-ports.ts';
import { messageOf } from '../../core/error.ts';
import type { TrainerState } from '../state/trainer-status.svelte.ts';
import { isLoopback } from '../state/pairing-link.ts';

export type TrainerNeed = { readonly happened: string; readonly means: string };

/** undefined when a trainer is linked and answers, or while that isn't known yet. */
export function trainerNeed(
	state: TrainerState,
	server: ServerFacts | null | undefined,
): TrainerNeed | undefined {
	switch (state.kind) {
		case 'checking':
		case 'linked':
			return undefined;
		case 'silent':
			return {
				happened: `The trainer ${where(state.link.url)} ${TROUBLE_WORDS.silent}.`,
				means: `${messageOf(state.error)} ${serverAdvice(server)}`.trim(),
			};
		case 'refused':
			return {
				happened: `The trainer ${where(state.link.url)} ${TROUBLE_WORDS.refused}.`,
				means: `${relinkAdvice('in Settings')}.`,
			};
		case 'none':
			return { happened: 'No trainer is linked.', means: serverAdvice(server) };
	}
}

/** What a linked trainer that can't be used does, behind its name. */
export const TROUBLE_WORDS = { silent: 'does not answer', refused: 'refuses the link' } as const;

/** What to do about a refused link; `place` is where a person can type one. */
export function relinkAdvice(place: string): string {
	return `Open the address that npm start printed again, which carries the link, or link it anew ${place}`;
}

function serverAdvice(server: ServerFacts | null | undefined): string {
	if (server === undefined) return '';
	if (server === null)
		return 'This page is served without one. Run Retort on your machine with npm start, or link a trainer that runs elsewhere.';
	const { state, reason, fix } = server.trainer;
	if (state === 'running')
		return 'One runs beside this page: open the address that npm start printed, which carries its link.';
	return [reason, fix].filter((sentence) => sentence !== undefined).join(' ');
}

/** "on this machine", or the origin. */
export function where(url: string): string {
	return isLoopback(url) ? 'on this machine' : url;
}
