/** The live stream of a run: events folded into rows, newest first. */
import { isHard, type HardRule } from '../../core/difficulty.ts';
import type { Operator } from '../../core/instruction.ts';
import type { ParentKind, RunEvent } from '../../core/progress.ts';

export type TaskRow = {
	readonly kind: 'task';
	readonly key: string;
	readonly task: string;
	/** null: not heard of since the page was opened. */
	readonly teacher: string | null;
	readonly student: string | null;
	/** Points of each verdict heard, one an order. */
	readonly verdicts: readonly Points[];
};
export type StreamRow =
	| TaskRow
	| {
			readonly kind: 'written';
			readonly key: string;
			readonly operator: Operator;
			readonly parentIs: ParentKind;
			readonly parent: string;
			readonly text: string;
	  }
	| {
			readonly kind: 'turned-away';
			readonly key: string;
			readonly operator: Operator;
			readonly parentIs: ParentKind;
			readonly reason: string;
			readonly text: string;
	  }
	| {
			readonly kind: 'failed';
			readonly key: string;
			readonly code: string;
			readonly message: string;
			readonly about: string;
	  };
type Points = { readonly teacher: number; readonly student: number };

/** What the stream can be narrowed to. */
export const STREAM_FILTERS = ['all', 'answered', 'scored', 'written', 'failed'] as const;
export type StreamFilter = (typeof STREAM_FILTERS)[number];

/** Rows kept; what is older is in Pools. */
const ROWS_KEPT = 200;
/** Answers remembered, so that a verdict finds its texts: both answers of a Cache Pool of 6,000. */
const ANSWERS_KEPT = 12_000;
/** A row shows one line; more of a text is never seen here. */
const TEXT_KEPT = 240;

/** Folds events; keeps what it must remember between them. */
export class StreamFold {
	readonly #answers = new Map<string, { teacher: string | null; student: string | null }>();
	#rows: readonly StreamRow[] = [];
	#count = 0;

	/** The rows after `events`, newest first, at most 200; a task already on the list keeps its place. */
	add(events: readonly RunEvent[]): readonly StreamRow[] {
		const rows = [...this.#rows];
		for (const event of events) {
			const row = this.#rowOf(event, rows);
			if (row === undefined) continue;
			const place = rows.findIndex(({ key }) => key === row.key);
			if (place < 0) rows.unshift(row);
			else rows[place] = row;
		}
		this.#rows = rows.slice(0, ROWS_KEPT);
		return this.#rows;
	}

	#rowOf(event: RunEvent, rows: readonly StreamRow[]): StreamRow | undefined {
		switch (event.kind) {
			case 'answered':
				return this.#answered(event, rows);
			case 'scored':
				return this.#scored(event, rows);
			case 'generated': {
				const { operator, parentIs, parent, text } = event;
				const shown = { operator, parentIs, parent, text: clipped(text) };
				return { kind: 'written', key: `w${event.id}`, ...shown };
			}
			case 'rejected': {
				const { operator, parentIs, reason, text } = event;
				const shown = { operator, parentIs, reason, text: clipped(text) };
				return { kind: 'turned-away', key: this.#nextKey(), ...shown };
			}
			case 'failed': {
				const { code, message, about } = event;
				return { kind: 'failed', key: this.#nextKey(), code, message, about };
			}
			case 'trained':
			case 'stage':
				return undefined;
		}
	}

	#answered(event: Extract<RunEvent, { kind: 'answered' }>, rows: readonly StreamRow[]): TaskRow {
		const key = event.id;
		const known = this.#answers.get(key) ?? { teacher: null, student: null };
		const answers = { ...known, [event.by]: clipped(event.text) };
		this.#remember(key, answers);
		// A new answer of the student is a new student's: verdicts on the one before don't count.
		const verdicts = event.by === 'student' ? [] : verdictsOf(rows, key);
		return { kind: 'task', key, task: clipped(event.task), ...answers, verdicts };
	}

	#scored(event: Extract<RunEvent, { kind: 'scored' }>, rows: readonly StreamRow[]): TaskRow {
		const key = event.id;
		const answers = this.#answers.get(key) ?? { teacher: null, student: null };
		const verdict = { teacher: event.teacher, student: event.student };
		const verdicts = [...verdictsOf(rows, key), verdict].slice(-2);
		return { kind: 'task', key, task: clipped(event.task), ...answers, verdicts };
	}

	#remember(key: string, answers: { teacher: string | null; student: string | null }): void {
		this.#answers.delete(key);
		this.#answers.set(key, answers);
		if (this.#answers.size <= ANSWERS_KEPT) return;
		const oldest = this.#answers.keys().next();
		if (oldest.done !== true) this.#answers.delete(oldest.value);
	}

	#nextKey(): string {
		this.#count++;
		return `n${String(this.#count)}`;
	}
}

/** Mean of teacher − student over the verdicts heard, points; null before any. */
export function difficultyOf({ verdicts }: TaskRow): number | null {
	if (verdicts.length === 0) return null;
	const sum = verdicts.reduce((total, { teacher, student }) => total + teacher - student, 0);
	return sum / verdicts.length;
}

/** Whether it is hard by the recipe's rule; undefined until both orders were heard. */
export function isHardTask(
	{ verdicts: [one, two] }: Pick<TaskRow, 'verdicts'>,
	rule: HardRule,
): boolean | undefined {
	if (one === undefined || two === undefined) return undefined;
	return isHard(
		{
			teacher: (one.teacher + two.teacher) / 2,
			student: (one.student + two.student) / 2,
			gaps: [one.teacher - one.student, two.teacher - two.student],
		},
		rule,
	);
}

/** Whether a row belongs to what the user wants to see. */
export function isShown(row: StreamRow, filter: StreamFilter): boolean {
	switch (filter) {
		case 'all':
			return true;
		case 'answered':
			return row.kind === 'task' && row.verdicts.length === 0;
		case 'scored':
			return row.kind === 'task' && row.verdicts.length > 0;
		case 'written':
			return row.kind === 'written' || row.kind === 'turned-away';
		case 'failed':
			return row.kind === 'failed';
	}
}

function verdictsOf(rows: readonly StreamRow[], key: string): readonly Points[] {
	const row = rows.find((candidate) => candidate.key === key);
	return row?.kind === 'task' ? row.verdicts : [];
}

function clipped(text: string): string {
	return text.length > TEXT_KEPT ? `${text.slice(0, TEXT_KEPT)}…` : text;
}
