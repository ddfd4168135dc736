/** The newest judgement of every row, taken in as verdicts come, in any order. */
import type { VerdictOrder } from '../verdict.ts';
import { isHard, type HardRule } from '../difficulty.ts';
import { grown } from './grown.ts';

/** Points of one order, where they could be read. */
type Points = { readonly teacher: number; readonly student: number } | null;
export type JudgementState = 'not-judged' | 'unscored' | 'scored';

/** No student yet; ranks of students are 0 or more. */
const NOBODY = -1;
/** Teacher first: teacher and student, then student first. */
const NUMBERS = 4;

export class Judgements {
	/** Raised with every change. */
	version = 0;
	#ranks = new Int32Array(1024).fill(NOBODY);
	/** NaN: not asked, or not read. As exact as the verdicts: a run that compares them with τ must find the same. */
	#points = new Float64Array(1024 * NUMBERS).fill(Number.NaN);

	/** `rank`: of two students the newer one has the higher; its verdicts replace those of an older one. */
	take(slot: number, rank: number, order: VerdictOrder, points: Points): void {
		this.#makeRoom(slot);
		const known = this.#ranks[slot] ?? NOBODY;
		if (rank < known) return;
		const first = slot * NUMBERS;
		if (rank > known) this.#points.fill(Number.NaN, first, first + NUMBERS);
		this.#ranks[slot] = rank;
		const at = first + (order === 'teacher-first' ? 0 : 2);
		this.#points[at] = points?.teacher ?? Number.NaN;
		this.#points[at + 1] = points?.student ?? Number.NaN;
		this.version++;
	}

	stateOf(slot: number): JudgementState {
		if ((this.#ranks[slot] ?? NOBODY) === NOBODY) return 'not-judged';
		return Number.isNaN(this.difficulty(slot)) ? 'unscored' : 'scored';
	}

	/** Mean of the teacher's points over both orders; NaN unless both could be read. */
	teacher(slot: number): number {
		return this.#mean(slot * NUMBERS);
	}

	student(slot: number): number {
		return this.#mean(slot * NUMBERS + 1);
	}

	/** teacher − student, points; NaN where unscored or not judged. */
	difficulty(slot: number): number {
		return this.teacher(slot) - this.student(slot);
	}

	/** By the rule of a run; false where unscored or not judged. */
	isHard(slot: number, rule: HardRule): boolean {
		const first = slot * NUMBERS;
		const gap = (at: number) => this.#point(at) - this.#point(at + 1);
		const gaps = [gap(first), gap(first + 2)] as const;
		return isHard({ teacher: this.teacher(slot), student: this.student(slot), gaps }, rule);
	}

	#mean(at: number): number {
		return (this.#point(at) + this.#point(at + 2)) / 2;
	}

	#point(at: number): number {
		return this.#points[at] ?? Number.NaN;
	}

	#makeRoom(slot: number): void {
		const { length } = this.#ranks;
		if (slot < length) return;
		this.#ranks = grown(this.#ranks, slot);
		this.#ranks.fill(NOBODY, length);
		this.#points = grown(this.#points, this.#ranks.length * NUMBERS - 1);
		this.#points.fill(Number.NaN, length * NUMBERS);
	}
}
