/** How fast lines answer beside each other: what each measured of its shares, summed over the lines. */
import type { MeasuredStudent } from '../../app/ports/student-engine.ts';
import type { Measured, PromptAnswer } from '../../../workers/student/protocol.ts';

/** A line measures each share by itself. */
type Share = {
	readonly line: number;
	answers: number;
	/** After each answer's first. */
	decodedTokens: number;
	measured: Measured | null;
};
type MeasuredShare = Share & { readonly measured: Measured };

export class SharedPace {
	readonly #shares: Share[] = [];

	/** What is told of the share that this line has begun; lines are numbered from 0, the first. */
	begin(line: number): (answers: readonly PromptAnswer[], measured: Measured | null) => void {
		const share: Share = { line, answers: 0, decodedTokens: 0, measured: null };
		this.#shares.push(share);
		return (answers, measured) => {
			share.answers += answers.length;
			for (const answer of answers) share.decodedTokens += decoded(answer);
			share.measured = measured ?? share.measured;
		};
	}

	/** The batch is the first line's; null before that line measured anything. */
	get measured(): MeasuredStudent | null {
		const shares = this.#shares.filter((share) => share.measured !== null) as MeasuredShare[];
		const batch = shares.findLast(({ line }) => line === 0)?.measured.batch;
		if (batch === undefined) return null;
		const lines = [...new Set(shares.map(({ line }) => line))].map((number) =>
			ofLine(shares.filter(({ line }) => line === number)),
		);
		const decoding = lines.flatMap(({ decodeTokensPerSecond: pace }) => pace ?? []);
		return {
			batch,
			...(lines.length > 1 ? { workers: lines.length } : {}),
			answersPerMinute: sum(lines.map(({ answersPerMinute }) => answersPerMinute)),
			decodeTokensPerSecond: decoding.length === 0 ? null : sum(decoding),
		};
	}
}

/** Over all its shares, each by the time that it took. */
function ofLine(shares: readonly MeasuredShare[]): Omit<Measured, 'batch'> {
	const [one] = shares;
	if (one !== undefined && shares.length === 1) return one.measured;
	const answered = shares.map(({ answers, measured }) => ({
		work: answers,
		pace: measured.answersPerMinute,
	}));
	const decoding = shares.flatMap(({ decodedTokens: work, measured }) => {
		const pace = measured.decodeTokensPerSecond ?? null;
		return pace === null || work === 0 ? [] : [{ work, pace }];
	});
	return {
		answersPerMinute: overall(answered),
		decodeTokensPerSecond: decoding.length === 0 ? null : overall(decoding),
	};
}

function overall(parts: readonly { readonly work: number; readonly pace: number }[]): number {
	return sum(parts.map(({ work }) => work)) / sum(parts.map(({ work, pace }) => work / pace));
}

/** An end token is generated too. */
function decoded({ tokens, finish }: PromptAnswer): number {
	return finish === 'stop' ? tokens : Math.max(0, tokens - 1);
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
