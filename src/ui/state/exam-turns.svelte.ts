/** Whose turn it is among the exams under way, told anew as time goes by: one that nobody is at any more sends no news. */
import { onDestroy } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { Exams } from '../../app/exam/ports.ts';
import type { Exam, ExamProgress } from '../../core/exam/exam.ts';
import { type Turn, turnOf } from '../../core/exam/turn.ts';
import type { ExamId } from '../../core/id.ts';

/** In ms. */
const LOOK_EVERY_MS = 1000;

class ExamTurns {
	readonly #exams: Pick<Exams, 'exams' | 'progress'>;
	#underWay = $state.raw<readonly Exam[]>([]);
	readonly #progress = new SvelteMap<ExamId, ExamProgress | undefined>();
	#now = $state(Date.now());
	readonly #followed = new Map<ExamId, () => void>();
	readonly #stop: () => void;

	constructor(exams: Pick<Exams, 'exams' | 'progress'>) {
		this.#exams = exams;
		const timer = setInterval(() => (this.#now = Date.now()), LOOK_EVERY_MS);
		const subscription = exams.exams().subscribe(
			(all) => {
				this.#see(all.filter(({ state }) => state.kind === 'running'));
			},
			// The page says that exams can't be read.
			() => undefined,
		);
		this.#stop = () => {
			clearInterval(timer);
			subscription.unsubscribe();
		};
	}

	of(exam: Exam): Turn {
		const progress = this.#progress;
		// Nothing is said before all of it has been read.
		if (this.#underWay.some(({ id }) => !progress.has(id))) return { kind: 'resting' };
		const underWay = this.#underWay.map((one) => ({ exam: one, progress: progress.get(one.id) }));
		return turnOf(exam, underWay, this.#now);
	}

	close(): void {
		this.#stop();
		this.#see([]);
	}

	#see(underWay: readonly Exam[]): void {
		this.#underWay = underWay;
		const ids = new Set(underWay.map(({ id }) => id));
		for (const [id, stop] of this.#followed)
			if (!ids.has(id)) {
				stop();
				this.#followed.delete(id);
				this.#progress.delete(id);
			}
		for (const id of ids) if (!this.#followed.has(id)) this.#follow(id);
	}

	#follow(id: ExamId): void {
		const subscription = this.#exams.progress(id).subscribe(
			(progress) => {
				this.#progress.set(id, progress);
				// Else a snapshot would seem to be of the time to come until the next look.
				this.#now = Date.now();
			},
			() => undefined,
		);
		this.#followed.set(id, () => {
			subscription.unsubscribe();
		});
	}
}

/** For as long as the component lives; call it while one initialises. */
export function examTurns(exams: Pick<Exams, 'exams' | 'progress'>): ExamTurns {
	const turns = new ExamTurns(exams);
	onDestroy(() => {
		turns.close();
	});
	return turns;
}
