/** What a person preferred of two replies while the names of those who made them were hidden. */
import type { Message } from './call.ts';
import type { ProjectId } from './id.ts';
import { type Measured, nothingMeasured } from './metrics/estimate.ts';
import { wilson } from './metrics/referee-agreement.ts';
import type { AnsweringDevice, StudentEngineName } from './student.ts';

export const VOTE_OUTCOMES = ['left', 'right', 'tie', 'bothBad'] as const;
export type VoteOutcome = (typeof VOTE_OUTCOMES)[number];

export type VoteSide = {
	/** Id of a student of a run, 'shipped/<folder>', a brought model's folder, or 'teacher/<model>'. */
	readonly studentId: string;
	/** As the page called it. */
	readonly name: string;
	/** null: a teacher answered. */
	readonly ranOn: {
		readonly engine: StudentEngineName;
		readonly device: AnsweringDevice;
		/** Absent: on this device. */
		readonly origin?: string;
	} | null;
	/** What it was sent. */
	readonly messages: readonly Message[];
	readonly text: string;
	/** Of the reply; null where nobody tells. */
	readonly tokens: number | null;
};

export type Vote = {
	readonly schema: 1;
	/** '<project>/vote/<…>', or 'browser/vote/<…>'. */
	readonly id: string;
	/** null: neither student is a project's. */
	readonly projectId: ProjectId | null;
	/** As they stood on the page. */
	readonly left: VoteSide;
	readonly right: VoteSide;
	readonly outcome: VoteOutcome;
	readonly sampling: {
		readonly temperature: number;
		readonly topP: number;
		readonly maxTokens: number;
		readonly seed: number;
		readonly stop: readonly string[];
	};
	/** Unix ms. */
	readonly at: number;
};

export type Tally = {
	readonly wins: number;
	readonly losses: number;
	readonly ties: number;
	readonly bothBad: number;
	/** Of the votes that name a winner, the share (0–1) of `one`, with Wilson's 95 % interval. */
	readonly share: Measured;
};

/** Votes between these two, whichever stood where, in the order given. */
export function votesBetween(votes: readonly Vote[], one: string, other: string): readonly Vote[] {
	return votes.filter(({ left, right }) => {
		const [a, b] = [left.studentId, right.studentId];
		return (a === one && b === other) || (a === other && b === one);
	});
}

/** How `one` fared, in votes between it and one other. */
export function tallyOf(votes: readonly Vote[], one: string): Tally {
	const count = (isCounted: (vote: Vote) => boolean) => votes.filter(isCounted).length;
	const won = ({ outcome, left }: Vote, isOne: boolean) =>
		(outcome === 'left' || outcome === 'right') &&
		((left.studentId === one) === (outcome === 'left')) === isOne;
	const wins = count((vote) => won(vote, true));
	const losses = count((vote) => won(vote, false));
	return {
		...{ wins, losses },
		ties: count(({ outcome }) => outcome === 'tie'),
		bothBad: count(({ outcome }) => outcome === 'bothBad'),
		share:
			wins + losses === 0
				? nothingMeasured('no vote has named a winner')
				: wilson(wins, wins + losses),
	};
}
