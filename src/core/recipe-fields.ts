/** Every number of a recipe: what it is called, its unit, range and default, and what it does; and whether a recipe keeps to them. */
import { RECIPE_PRESETS, type Recipe, type RecipePreset } from './recipe.ts';

type NumberField = {
	readonly kind: 'number';
	readonly label: string;
	/** '' for a bare number. */
	readonly unit: string;
	readonly min: number;
	readonly max: number;
	readonly isWhole: boolean;
	readonly help: string;
};
type ChoiceField = {
	readonly kind: 'choice';
	readonly label: string;
	readonly choices: readonly { readonly value: string; readonly label: string }[];
	readonly help: string;
};
type SwitchField = { readonly kind: 'switch'; readonly label: string; readonly help: string };
export type RecipeField = NumberField | ChoiceField | SwitchField;

/** Where a field stands in the recipe, e.g. 'training.epochs'. */
export type RecipePath = string;

const whole = (label: string, unit: string, range: readonly [number, number], help: string) =>
	({ kind: 'number', label, unit, min: range[0], max: range[1], isWhole: true, help }) as const;
const real = (label: string, unit: string, range: readonly [number, number], help: string) =>
	({ kind: 'number', label, unit, min: range[0], max: range[1], isWhole: false, help }) as const;

/** All fields by path, in the order in which a form shows them. Ranges from the paper's and the trainer's limits. */
export const RECIPE_FIELDS: Readonly<Record<RecipePath, RecipeField>> = {
	seed: whole(
		'Seed',
		'',
		[0, 2 ** 31 - 1],
		'Of every draw: the same seed and replies make the same pools.',
	),
	iterations: whole(
		'Iterations',
		'',
		[0, 20],
		'After student-0. The paper ran 3; the first gains most.',
	),
	seedAnswers: {
		kind: 'choice',
		label: 'Answers to the seeds',
		choices: [
			{ value: 'teacher', label: 'The teacher answers them anew' },
			{ value: 'file', label: 'Use the answers of the file' },
		],
		help: 'The paper lets the teacher answer; the file’s own answers cost nothing.',
	},
	'generation.targeting': {
		kind: 'choice',
		label: 'Parents of new instructions',
		choices: [
			{ value: 'paper', label: 'Hard and easy ones, as in the paper' },
			{ value: 'learnable', label: 'Prefer skills that are failed but sometimes solved' },
			{ value: 'random', label: 'Any' },
		],
		help: 'Learnable was measured slightly better where skills are known.',
	},
	'generation.hardShare': real(
		'Share from hard parents',
		'',
		[0, 1],
		'The paper’s ratio of 1 : 1 is 0.5.',
	),
	'generation.newPerIteration': whole(
		'New instructions an iteration',
		'',
		[0, 100_000],
		'To train on. 0: only train on.',
	),
	'generation.newCachePerIteration': whole(
		'New ones for the Cache Pool alone',
		'',
		[0, 100_000],
		'Only with disjoint pools: tested on, never trained on.',
	),
	'generation.cachePool': {
		kind: 'choice',
		label: 'Cache Pool',
		choices: [
			{ value: 'paper', label: 'Holds the Train Pool too, as in the paper' },
			{ value: 'disjoint', label: 'Kept apart from the Train Pool' },
		],
		help: 'A small student looks better than it is on what it was trained on.',
	},
	'generation.temperature': real('Generator’s temperature', '', [0, 2], 'The paper’s is 1.'),
	'generation.maxRougeL': real(
		'Most similar allowed',
		'ROUGE-L',
		[0.1, 0.99],
		'A new instruction above this to any known one is turned away. The paper’s is 0.7.',
	),
	'generation.asciiFirst': {
		kind: 'switch',
		label: 'Turn away what begins outside ASCII',
		help: 'The paper’s filter; switch it off for other languages than English.',
	},
	'teacher.temperature': real('Teacher’s temperature', '', [0, 2], 'The paper’s is 0.7.'),
	'teacher.maxTokens': whole(
		'Longest answer',
		'tokens',
		[1, 32_768],
		'An answer that is cut off there is not trained on.',
	),
	'referee.temperature': real('Referee’s temperature', '', [0, 2], 'The paper’s is 0.2.'),
	'referee.maxTokens': whole('Longest verdict', 'tokens', [16, 8192], 'Explanation and scores.'),
	'referee.threshold': real(
		'Hard from',
		'points',
		[0.5, 9],
		'Teacher − student at least this is hard: the paper’s τ = 1.',
	),
	'referee.hardRule': {
		kind: 'choice',
		label: 'Hard when',
		choices: [
			{ value: 'mean', label: 'the mean of both orders says so' },
			{ value: 'both-orders', label: 'each order says so' },
		],
		help: 'The referee scores each pair twice, with places swapped.',
	},
	'referee.reasks': whole(
		'Asked again when unreadable',
		'times',
		[0, 5],
		'After that a pair is unscored and in no mean, and a seed without a skill.',
	),
	'student.temperature': real(
		'Student’s temperature',
		'',
		[0, 2],
		'The paper’s is 0.7; 0 always takes the likeliest token.',
	),
	'student.maxTokens': whole(
		'Student’s longest answer',
		'tokens',
		[1, 8192],
		'More takes longer on this device.',
	),
	'training.method': {
		kind: 'choice',
		label: 'Training',
		choices: [
			{ value: 'full', label: 'All weights' },
			{ value: 'lora', label: 'LoRA' },
		],
		help: 'LoRA needs a fraction of the memory; from about 1 B parameters on.',
	},
	'training.learningRate': real(
		'Learning rate',
		'',
		[1e-7, 0.1],
		'Peak, after warm-up; cosine decay.',
	),
	'training.epochs': whole('Epochs', '', [1, 50], 'Passes over the training file.'),
	'training.batchSize': whole('Batch', 'rows', [1, 1024], 'Rows a step.'),
	'training.warmupShare': real('Warm-up', 'share of the steps', [0, 0.5], 'The paper’s is 0.03.'),
	'training.weightDecay': real('Weight decay', '', [0, 1], 'The paper’s is 0.'),
	'training.contextTokens': whole(
		'Context',
		'tokens',
		[16, 32_768],
		'Rows that are longer are counted and left out.',
	),
	'training.replay': real(
		'Replay',
		'share of the rows',
		[0, 0.9],
		'Rows of earlier iterations, so that a small student doesn’t forget; the paper’s is 0.',
	),
	'training.rowsWithoutNew': whole(
		'Rows when there are no new ones',
		'',
		[1, 1_000_000],
		'Drawn from earlier Train Pools.',
	),
	labelSkills: {
		kind: 'switch',
		label: 'Name skills first',
		help: 'The teacher names the skill of each seed, twenty a call. Needed for the map of skills.',
	},
};

/** The value at a path; undefined when the recipe has none. */
export function recipeValue(recipe: Recipe, path: RecipePath): unknown {
	return path
		.split('.')
		.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], recipe);
}

/** The recipe with another value at a path. */
export function withRecipeValue(recipe: Recipe, path: RecipePath, value: unknown): Recipe {
	const [head = '', ...rest] = path.split('.');
	const inner = (recipe as unknown as Record<string, unknown>)[head];
	const next =
		rest.length === 0 ? value : { ...(inner as Record<string, unknown>), [rest.join('.')]: value };
	return { ...recipe, [head]: next };
}

export type RecipeProblem = { readonly path: RecipePath; readonly message: string };

/** What is wrong with the recipe, in the order of the fields; empty when a run can start. */
export function recipeProblems(recipe: Recipe): readonly RecipeProblem[] {
	return Object.entries(RECIPE_FIELDS).flatMap(([path, field]) => {
		const message = fieldProblem(field, recipeValue(recipe, path));
		return message === undefined ? [] : [{ path, message }];
	});
}

function fieldProblem(field: RecipeField, value: unknown): string | undefined {
	switch (field.kind) {
		case 'switch':
			return typeof value === 'boolean' ? undefined : `${field.label}: expected yes or no.`;
		case 'choice':
			return field.choices.some((choice) => choice.value === value)
				? undefined
				: `${field.label}: expected one of ${field.choices.map((choice) => choice.value).join(', ')}.`;
		case 'number':
			return numberProblem(field, value);
	}
}

function numberProblem(field: NumberField, value: unknown): string | undefined {
	const { label, min, max, isWhole } = field;
	const isIn = typeof value === 'number' && value >= min && value <= max;
	if (isIn && (!isWhole || Number.isInteger(value))) return undefined;
	const kind = isWhole ? 'a whole number' : 'a number';
	return `${label}: expected ${kind} from ${min} to ${max}, got ${String(value)}.`;
}

/** The paths at which a recipe differs from a preset. */
export function differencesFrom(preset: RecipePreset, recipe: Recipe): readonly RecipePath[] {
	const wanted = { ...recipe, ...RECIPE_PRESETS[preset] };
	return Object.keys(RECIPE_FIELDS).filter(
		(path) => recipeValue(wanted, path) !== recipeValue(recipe, path),
	);
}
