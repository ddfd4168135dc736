/** Counts what a run does, and writes the snapshot that every tab reads. */
import { secondsLeft } from '../../core/estimate.ts';
import { PoolCounts } from '../../core/loop/pool-counts.ts';
import type { RunBook } from '../../core/loop/run-book.ts';
import type { RunProgress, StepProgress, Outage, Waiting } from '../../core/progress.ts';
import type { Run, StagePlace } from '../../core/run.ts';
import type { AskTotals } from '../ask-totals.ts';
import type { LoadedStudent, StudentEngine } from '../ports/student-engine.ts';
import type { Clock } from '../ports/system.ts';

type Step = {
	done: number;
	total: number | null;
	failed: number;
	/** What was done, and when, where the rate begins. */
	from: number;
	since: number;
	/** When it was last counted, by who counts elsewhere; null: it is counted here, now. */
	until: number | null;
};

export class ProgressKeeper {
	readonly #clock: Clock;
	readonly #steps = new Map<StepProgress['name'], Step>();
	#place: StagePlace | null = null;
	#student: RunProgress['student'] = null;
	#studentTook: RunProgress['studentTook'];
	#counts: PoolCounts | undefined;
	readonly #waiting = new Map<Waiting['for'], Outage>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** A new stage: its steps begin at nothing. */
	begin(place: StagePlace): void {
		this.#place = place;
		this.#steps.clear();
	}

	/** A step of `total` things, of which `done` were there already; null: nobody knows how many. */
	step(name: StepProgress['name'], total: number | null, done = 0): void {
		this.#begin(name, { done, total, since: this.#clock(), until: null });
	}

	total(name: StepProgress['name'], total: number): void {
		const step = this.#steps.get(name);
		if (step !== undefined) step.total = total;
	}

	did(name: StepProgress['name'], count = 1): void {
		const step = this.#steps.get(name);
		if (step !== undefined) step.done += count;
	}

	/**
	 * Sets how far it is, where that is counted elsewhere (the trainer's steps), and was at `atMs` (default: now). After a
	 * reload all that happened meanwhile is told at once, and a job that began anew falls back: neither is a rate.
	 */
	at(name: StepProgress['name'], done: number, total: number | null, atMs?: number): void {
		const step = this.#steps.get(name);
		const until = atMs ?? null;
		if (step === undefined || step.total === null || done < step.done)
			this.#begin(name, { done, total, since: atMs ?? this.#clock(), until });
		else Object.assign(step, { done, total, until });
	}

	#begin(name: StepProgress['name'], step: Pick<Step, 'done' | 'total' | 'since' | 'until'>): void {
		this.#steps.set(name, { ...step, failed: 0, from: step.done });
	}

	failed(name: StepProgress['name'], count = 1): void {
		const step = this.#steps.get(name);
		if (step !== undefined) step.failed += count;
	}

	student(facts: LoadedStudent): void {
		this.#steps.delete('loading');
		this.#student = { ...shownFacts(facts), batch: 0, answersPerMinute: null };
	}

	measured({ measured, loaded }: Pick<StudentEngine, 'measured' | 'loaded'>): void {
		if (measured === null || loaded === null) return;
		this.#student = { ...shownFacts(loaded), ...measured };
	}

	/** Nothing goes on before `who` can be reached again; null: it can. */
	waitFor(who: Waiting['for'], why: Outage | null): void {
		if (why === null) this.#waiting.delete(who);
		else this.#waiting.set(who, why);
	}

	get #waitsFor(): Waiting | null {
		const [first] = this.#waiting;
		return first === undefined ? null : { for: first[0], ...first[1] };
	}

	/** A student's answer came `ms` after the one before it, or after it was asked. */
	answered(ms: number): void {
		const { answers, seconds } = this.#studentTook ?? { answers: 0, seconds: 0 };
		this.#studentTook = { answers: answers + 1, seconds: seconds + ms / 1000 };
	}

	/** Whose Train Pool there is: an iteration begins its own with the generation. */
	#trainIteration(): number {
		const { iteration, stage } = this.#place ?? { iteration: 0, stage: 'prepare' };
		return Math.max(0, stage === 'discrimination' ? iteration - 1 : iteration);
	}

	/** How far the run is now; always of one run and its book. */
	snapshot(run: Run, book: RunBook, totals: AskTotals): RunProgress {
		const now = this.#clock();
		const counts = (this.#counts ??= new PoolCounts(book, run.recipe));
		counts.update();
		const rates = [...this.#steps.values()].map((step) => ({
			left: step.total === null ? null : Math.max(0, step.total - step.done - step.failed),
			perSecond: perSecond(step, now),
		}));
		return {
			schema: 1,
			runId: run.id,
			projectId: run.projectId,
			place: this.#place,
			steps: [...this.#steps].map(([name, { done, total, failed }]) => ({
				name,
				done,
				total,
				failed,
			})),
			pools: {
				train: counts.train(this.#trainIteration()),
				cache: counts.cache,
				heldOut: counts.heldOut,
			},
			cache: counts.judged,
			unnamed: run.recipe.labelSkills ? counts.unnamed : 0,
			...totals,
			waiting: this.#waitsFor,
			student: this.#student,
			...(this.#studentTook === undefined ? {} : { studentTook: this.#studentTook }),
			...secondsLeft(book, run, this.#place, rates),
			at: now,
		};
	}
}

function shownFacts({ engine, device, note, origin }: LoadedStudent) {
	return { engine, device, note, ...(origin === undefined ? {} : { origin }) };
}

function perSecond({ done, from, since, until }: Step, now: number): number {
	const ms = (until ?? now) - since;
	return ms > 0 ? ((done - from) * 1000) / ms : 0;
}
