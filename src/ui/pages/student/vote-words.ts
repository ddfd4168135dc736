/** Votes in words, and a vote made of what a turn of the chat holds. */
import type { ProjectId } from '../../../core/id.ts';
import type { Estimate } from '../../../core/metrics/estimate.ts';
import type { IntervalValue } from '../../../core/run.ts';
import type { Tally, Vote, VoteOutcome, VoteSide } from '../../../core/vote.ts';
import { between, count, percent, plural } from '../../parts/format.ts';
import { shownName } from '../../parts/shown-controls.ts';
import type { Reply } from '../../state/chat-reply.svelte.ts';
import type { ChatTurn } from '../../state/chat.svelte.ts';

/** In the order of their keys, 1 to 4. */
export const VOTES: readonly { readonly outcome: VoteOutcome; readonly label: string }[] = [
	{ outcome: 'left', label: 'Left is better' },
	{ outcome: 'right', label: 'Right is better' },
	{ outcome: 'tie', label: 'Tie' },
	{ outcome: 'bothBad', label: 'Both bad' },
];

/** "You chose student-1." */
export function votedWords(
	outcome: VoteOutcome,
	sides: readonly { readonly name: string }[],
): string {
	switch (outcome) {
		case 'left':
		case 'right':
			return `You chose ${shownName(sides[outcome === 'left' ? 0 : 1]?.name ?? '')}.`;
		case 'tie':
			return 'You said: a tie.';
		case 'bothBad':
			return 'You said: both bad.';
	}
}

/** "7 won, 3 lost, 2 ties, 1 both bad". */
export function tallyWords({ wins, losses, ties, bothBad }: Tally): string {
	return [
		`${count(wins)} won`,
		`${count(losses)} lost`,
		...(ties > 0 ? [plural(ties, 'tie')] : []),
		...(bothBad > 0 ? [`${count(bothBad)} both bad`] : []),
	].join(', ');
}

/** "70.0 % of the 10 that name a winner, 39.7–89.2 with 95 % confidence". */
export function shareWords({ share }: Tally): string {
	if (share.value === undefined) return share.reason;
	const { value, low, high } = shareInPercent(share);
	return `${percent(value)} of the ${count(share.n)} that name a winner; 95 % interval ${between({ value, low, high })}`;
}

export function shareInPercent({ value, low, high }: Estimate): IntervalValue {
	return { value: value * 100, low: low * 100, high: high * 100 };
}

/** Of a turn whose replies are whole; undefined: nobody was asked beside the student. */
export function voteOn(
	turn: ChatTurn,
	student: { readonly id: string; readonly name: string },
	more: {
		readonly outcome: VoteOutcome;
		readonly projectId: ProjectId | null;
		readonly at: number;
	},
): Omit<Vote, 'schema' | 'id'> | undefined {
	const { beside, blind, numbers } = turn;
	if (beside === null || blind === null) return undefined;
	const mine = sideOf(student, turn.student);
	const theirs = sideOf(beside, beside.reply);
	const [left, right] = blind.isSwapped ? [mine, theirs] : [theirs, mine];
	return { ...more, left, right, sampling: numbers };
}

function sideOf(
	{ id, name }: { readonly id: string; readonly name: string },
	{ soFar, sent, counted }: Reply,
): VoteSide {
	const { tokens = null, ranOn = null } = counted ?? {};
	return { studentId: id, name, messages: sent, text: soFar.text, tokens, ranOn };
}
