/** A run as it is being set up: teacher, file or project with instructions, base, recipe. Gone when the page is left. */
import type { ImportPreview } from '../../app/import-ports.ts';
import type { BaseModel } from '../../app/ports/trainer.ts';
import type { Role } from '../../core/call.ts';
import type { ProjectId } from '../../core/id.ts';
import { trialData, trialRecipe } from '../../core/loop/trial.ts';
import { pacesOf } from '../../core/plan/paces.ts';
import { type Plan, planOf, type PlanWorld } from '../../core/plan/plan.ts';
import { planDataOf, type SeedFacts } from '../../core/plan/seeds.ts';
import type { Machine } from '../../core/plan/time.ts';
import type { Project } from '../../core/project.ts';
import { recipeProblems, withRecipeValue, type RecipePath } from '../../core/recipe-fields.ts';
import { recipeFrom, type Recipe, type RecipePreset } from '../../core/recipe.ts';
import type { SavedTeacher } from '../../core/saved-teachers.ts';
import { isPriced, teacherInRole } from '../../core/teacher.ts';
import { CapsDraft } from './caps-draft.svelte.ts';
import { orderMark } from './order-mark.ts';
import { ImportDraft } from './import-draft.svelte.ts';
import type { TeacherErrors } from './teacher-checks.ts';
import { TeacherDraft } from './teacher-draft.svelte.ts';
import type { TeacherReading } from './teacher-form.ts';
import { Trial, type TrialMark } from './trial.svelte.ts';
import { trainerStatus } from './trainer-status.svelte.ts';

/** Below this many parameters the paper's learning rate and answer lengths make no sense. */
const SMALL_PARAMS = 10e6;

export class StartDraft {
	readonly teacher = new TeacherDraft();
	readonly trial = new Trial();
	#preset = $state<RecipePreset>('paper');
	#recipe = $state.raw<Recipe>(recipeFrom('paper', { seed: 1, baseId: '' }));
	readonly instructions = new ImportDraft(
		() => this.#recipe.seed,
		(preview) => {
			this.#recipe = fitted(this.#recipe, factsOf(preview));
		},
	);
	#project = $state.raw<{ readonly project: Project; readonly facts: SeedFacts } | null>(null);
	/** Unknown before the teacher is whole: then no price is missed yet. */
	readonly caps = new CapsDraft(() => {
		const { reading } = this.teacher;
		const ours = this.#project?.project.teacher ?? null;
		if (ours !== null) return isPriced(ours);
		return reading.kind === 'wrong' || isPriced(reading.teacher);
	});
	#isAsked = $state(false);
	#isPresetChosen = false;
	#imported: { readonly file: string; readonly project: ProjectId } | null = null;
	/** null: none is chosen. */
	#base = $state.raw<Pick<BaseModel, 'contextTokens' | 'params'> | null>(null);

	get preset(): RecipePreset {
		return this.#preset;
	}

	get recipe(): Recipe {
		return this.#recipe;
	}

	/** null before a file is read. */
	get preview(): ImportPreview | null {
		return this.instructions.preview;
	}

	/** The project whose instructions are distilled; null: those of a file. */
	get project(): Project | null {
		return this.#project?.project ?? null;
	}

	/** The project that this file (see `TrialMark`) became already, for a trial or a run that did not start; null: none. */
	importedAs(file: string): ProjectId | null {
		return this.#imported?.file === file ? this.#imported.project : null;
	}

	noteImport(file: string, project: ProjectId): void {
		this.#imported = { file, project };
	}

	/** Its rows are there already; a teacher that it has stays. */
	distilProject(project: Project, facts: SeedFacts): void {
		this.#project = { project, facts };
		this.#recipe = fitted(this.#recipe, facts);
	}

	/** Of the file or the project; null before there is one. */
	get seeds(): SeedFacts | null {
		if (this.#project !== null) return this.#project.facts;
		return this.preview === null ? null : factsOf(this.preview);
	}

	/** Another preset; seed and base stay. */
	usePreset(preset: RecipePreset): void {
		this.#isPresetChosen = true;
		this.#take(preset);
	}

	#take(preset: RecipePreset): void {
		this.#preset = preset;
		this.#recipe = fitted(recipeFrom(preset, this.#recipe), this.seeds);
		this.#keepToBase();
	}

	/** No longer a context than the base has: the trainer would refuse it. */
	#keepToBase(): void {
		const most = this.#base?.contextTokens ?? null;
		if (most !== null && most < this.#recipe.training.contextTokens)
			this.change('training.contextTokens', most);
	}

	change(path: RecipePath, value: unknown): void {
		this.#recipe = withRecipeValue(this.#recipe, path, value);
	}

	/** A base of few parameters gets the numbers made for such, unless a preset was chosen. */
	useBase(base: BaseModel): void {
		const { id, params } = base;
		this.#base = base;
		if (!this.#isPresetChosen && params !== null)
			this.#take(params < SMALL_PARAMS ? 'practice' : 'paper');
		this.change('baseId', id);
		this.#keepToBase();
	}

	/** From now on what is missing is shown. */
	ask(): void {
		this.#isAsked = true;
	}

	/** Whether what is missing is shown. */
	get isAsked(): boolean {
		return this.#isAsked;
	}

	/** A saved teacher, or null for a new one; the recipe takes its generation defaults. */
	useTeacher(saved: SavedTeacher | null): void {
		this.teacher.choose(saved);
		const { temperature, maxTokens } = saved?.defaults ?? {};
		if (temperature !== undefined) this.change('teacher.temperature', temperature);
		if (maxTokens !== undefined) this.change('teacher.maxTokens', maxTokens);
	}

	get reading(): TeacherReading {
		return this.teacher.reading;
	}

	get teacherErrors(): TeacherErrors {
		return this.#isAsked ? this.teacher.errors : {};
	}

	/** What still hinders the start, a sentence each. */
	get missing(): readonly string[] {
		return [
			...(this.reading.kind === 'wrong' && !this.#project?.project.teacher
				? ['The teacher’s address or model is missing.']
				: []),
			...this.#missingSeeds(),
			...(this.#recipe.baseId === '' ? ['No base is chosen for the student.'] : []),
			...(this.caps.isRight ? [] : ['A cap can’t be kept as it is written.']),
			...recipeProblems(this.#recipe).map(({ message }) => message),
		];
	}

	#missingSeeds(): readonly string[] {
		if (this.#project !== null) {
			const { pool, heldOut } = this.#project.facts;
			return pool > 0 && heldOut > 0
				? []
				: ['The project needs rows to train on and rows held out for scoring.'];
		}
		return [
			...(this.preview === null ? ['No file of instructions is chosen.'] : []),
			...(this.instructions.state.kind === 'reading' ? ['The file is still being read.'] : []),
		];
	}

	/** What is shown of `missing`: nothing before the first try. */
	get complaints(): readonly string[] {
		return this.#isAsked ? this.missing : [];
	}

	get #machine(): Machine {
		const { state } = trainerStatus;
		return {
			params: this.#base?.params ?? null,
			trainer: state.kind === 'linked' ? state.facts.device : null,
		};
	}

	/** null before there are instructions. */
	get plan(): Plan | null {
		const { seeds } = this;
		if (seeds === null) return null;
		return planOf(this.#recipe, planDataOf(seeds, this.#recipe), this.#planWorld);
	}

	/** Of trying twenty instructions first; null before there are instructions. */
	get trialPlan(): Plan | null {
		const { seeds } = this;
		if (seeds === null) return null;
		const data = trialData(planDataOf(seeds, this.#recipe), this.#recipe);
		return planOf(trialRecipe(this.#recipe), data, { ...this.#planWorld, isTrial: true });
	}

	/** Of the project's own teacher, or the one that is filled in. */
	get #planWorld(): PlanWorld {
		const ours = this.#project?.project.teacher ?? null;
		const { prices, paces } = this.teacher;
		return {
			prices: ours === null ? prices : (role: Role) => teacherInRole(ours, role).prices,
			paces: ours === null ? paces : pacesOf(ours),
			machine: this.#machine,
			measures: this.trial.measuresOf(this.trialMark),
		};
	}

	/** What a trial would be of. */
	get trialMark(): TrialMark {
		const { baseId, seed, training } = this.#recipe;
		const ours = this.#project?.project ?? null;
		const paces = ours?.teacher ? pacesOf(ours.teacher) : this.teacher.paces;
		const asked = JSON.stringify([
			Object.values(paces).map(({ name }) => name),
			baseId,
			training.method,
		]);
		return { file: ours?.id ?? orderMark(this.instructions.order, seed), asked };
	}
}

function factsOf({ report, answered, unnamed, ...lengths }: ImportPreview): SeedFacts {
	const { taskChars, answerChars } = lengths;
	const { accepted, heldOut } = report;
	return { pool: accepted - heldOut, heldOut, answered, unnamed, taskChars, answerChars };
}

/** The paper adds 6,000 to 52,000; a smaller file gets new instructions in the same proportion, 20 at least. */
function fitted(recipe: Recipe, seeds: SeedFacts | null): Recipe {
	if (seeds === null) return recipe;
	const most = Math.max(20, Math.round(seeds.pool * 0.4));
	const { newPerIteration, newCachePerIteration } = recipe.generation;
	if (newPerIteration <= most) return recipe;
	const generation = {
		...recipe.generation,
		newPerIteration: most,
		newCachePerIteration: Math.round((newCachePerIteration * most) / newPerIteration),
	};
	return { ...recipe, generation };
}
