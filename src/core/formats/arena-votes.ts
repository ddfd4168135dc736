/** Votes as JSON lines with the field names of Chatbot Arena's published conversations, and ours after them. */
import type { Vote, VoteOutcome, VoteSide } from '../vote.ts';
import { writeLines } from './project-bundle.ts';

const WINNERS: Readonly<Record<VoteOutcome, string>> = {
	left: 'model_a',
	right: 'model_b',
	tie: 'tie',
	bothBad: 'tie (bothbad)',
};

/** A line a vote; `tstamp` in Unix seconds, `turn`: questions in the conversation. */
export function votesToArena(votes: readonly Vote[]): string {
	return writeLines(votes.map(arenaRow));
}

function arenaRow({ id, left, right, outcome, sampling, at }: Vote): object {
	return {
		question_id: id,
		model_a: left.name,
		model_b: right.name,
		winner: WINNERS[outcome],
		judge: 'person',
		conversation_a: conversationOf(left),
		conversation_b: conversationOf(right),
		turn: left.messages.filter(({ role }) => role === 'user').length,
		anony: true,
		tstamp: at / 1000,
		model_a_id: left.studentId,
		model_b_id: right.studentId,
		model_a_ran_on: left.ranOn,
		model_b_ran_on: right.ranOn,
		sampling,
	};
}

function conversationOf({ messages, text }: VoteSide): readonly object[] {
	return [...messages, { role: 'assistant', content: text }];
}
