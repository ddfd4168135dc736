/** Making projects and runs, carried out by the run worker: it alone writes. */
import type { NewRunOptions, PracticeOptions, ProjectActions } from '../../app/world-ports.ts';
import type { Caps } from '../../core/budget.ts';
import { AppError } from '../../core/error.ts';
import type { ProjectId, RunId } from '../../core/id.ts';
import type { Recipe } from '../../core/recipe.ts';
import type { TeacherSettings } from '../../core/teacher.ts';
import { shippedStudents } from '../models/catalog.ts';
import type { WorkerRunEngine } from './run-engine.ts';

export class WorkerProjectActions implements ProjectActions {
	readonly #engine: WorkerRunEngine;

	constructor(engine: WorkerRunEngine) {
		this.#engine = engine;
	}

	async createPractice(options: PracticeOptions = {}): Promise<RunId> {
		const base = (await shippedStudents())[0];
		if (base === undefined)
			throw new AppError('student/no-catalog', 'No student ships with this app.');
		const seed = options.seed ?? options.recipe?.seed ?? 1;
		return this.#engine.worker.call('createPractice', {
			seed,
			baseId: base.id,
			name: `Practice, seed ${seed}`,
			recipe: {
				...options.recipe,
				...(options.iterations === undefined ? {} : { iterations: options.iterations }),
			},
			...(options.sizes === undefined ? {} : { sizes: options.sizes }),
		});
	}

	newRun(project: ProjectId, recipe: Recipe, options?: NewRunOptions): Promise<RunId> {
		return this.#engine.worker.call('newRun', { project, recipe, ...options });
	}

	async changeCaps(run: RunId, caps: Caps): Promise<void> {
		await this.#engine.worker.call('changeCaps', { run, caps });
	}

	forkRun(run: RunId, iteration: number, recipe?: Recipe): Promise<RunId> {
		return this.#engine.worker.call('forkRun', { run, iteration, recipe });
	}

	async extendRun(run: RunId, more: number): Promise<void> {
		await this.#engine.worker.call('extendRun', { run, more });
	}

	async changeTeacher(project: ProjectId, teacher: TeacherSettings): Promise<void> {
		await this.#engine.worker.call('changeTeacher', { project, teacher });
	}

	async open(project: ProjectId): Promise<void> {
		await this.#engine.worker.call('openProject', { project });
	}
}
