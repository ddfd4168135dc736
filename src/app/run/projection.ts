/** What a run under way will have spent at its end, told anew with each snapshot. */
import type { BudgetState, Spent } from '../../core/budget.ts';
import { planDataOf } from '../../core/plan/book-data.ts';
import { candidatesPerNew, type RoleMeasures } from '../../core/plan/measures.ts';
import { meansByRole } from '../../core/plan/plan.ts';
import { callsLeft, projectionOf } from '../../core/plan/projection.ts';
import { type PlanData, workOf } from '../../core/plan/work.ts';
import type { RunBook } from '../../core/loop/run-book.ts';
import type { RunProgress } from '../../core/progress.ts';
import type { Run } from '../../core/run.ts';
import { teacherInRole, type TeacherSettings } from '../../core/teacher.ts';

export class Projection {
	readonly #book: RunBook;
	readonly #teacher: TeacherSettings;
	/** Of the seeds: read once, since a scan of a large pool takes long. */
	#data: PlanData | undefined;

	constructor(book: RunBook, teacher: TeacherSettings) {
		this.#book = book;
		this.#teacher = teacher;
	}

	of(
		run: Run,
		{ place, steps }: Pick<RunProgress, 'place' | 'steps'>,
		known: { readonly budget: BudgetState; readonly roles: RoleMeasures },
	): Spent {
		const recipe = { ...run.recipe, iterations: run.iterations };
		const data = (this.#data ??= planDataOf(this.#book, recipe));
		const asked = known.roles.generator?.calls ?? 0;
		// Those turned away are rejections; the others became instructions.
		const accepted = Math.max(0, asked - this.#book.rejections.size);
		const each = candidatesPerNew({ candidates: { asked, accepted } });
		const left = callsLeft({
			work: workOf(recipe, data, each, run.trial !== undefined),
			isFinished: ({ iteration, stage }) =>
				(this.#book.stage(iteration, stage)?.finishedAt ?? null) !== null,
			...{ place, steps, candidatesPerNew: each },
		});
		const prices = (role: Parameters<typeof teacherInRole>[1]) =>
			teacherInRole(this.#teacher, role).prices;
		return projectionOf(known.budget, left, meansByRole(recipe, data, known), prices);
	}
}
