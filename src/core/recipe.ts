/** The recipe of a run: every number that decides what is asked, kept and trained. */

export type Recipe = {
	/** Seed of every draw of the run. */
	readonly seed: number;
	readonly iterations: number;
	readonly baseId: string;
	readonly generation: {
		readonly targeting: 'paper' | 'learnable' | 'random';
		readonly hardShare: number;
		readonly newPerIteration: number;
		/** `disjoint`: of the new ones this share more goes to the Cache Pool only, in addition to newPerIteration. */
		readonly newCachePerIteration: number;
		readonly cachePool: 'paper' | 'disjoint';
		readonly temperature: number;
		readonly maxRougeL: number;
		readonly asciiFirst: boolean;
	};
	readonly seedAnswers: 'teacher' | 'file';
	readonly teacher: { readonly temperature: number; readonly maxTokens: number };
	readonly referee: {
		readonly temperature: number;
		readonly maxTokens: number;
		/** τ: hard is teacher − student ≥ τ, points. */
		readonly threshold: number;
		readonly hardRule: 'mean' | 'both-orders';
		readonly reasks: number;
	};
	readonly student: { readonly temperature: number; readonly maxTokens: number };
	readonly training: {
		readonly method: 'full' | 'lora';
		readonly learningRate: number;
		readonly epochs: number;
		readonly batchSize: number;
		readonly warmupShare: number;
		readonly weightDecay: number;
		readonly contextTokens: number;
		/** Share of a training file drawn from earlier Train Pools, 0–0.9. */
		readonly replay: number;
		/** Rows of an iteration that has no new instructions, drawn from earlier Train Pools. */
		readonly rowsWithoutNew: number;
	};
	readonly labelSkills: boolean;
	/** How seeds are dealt to disjoint pools in a run that branched off: as where it came from. Absent: by its own numbers. */
	readonly seedPools?: SeedPools | undefined;
};
export type SeedPools = { readonly seed: number; readonly cacheShare: number };

/** A recipe but for what a user's project decides: its seed and its base. */
export type RecipeNumbers = Omit<Recipe, 'seed' | 'baseId' | 'seedPools'>;

export type RecipePreset = 'paper' | 'practice' | 'lora';

/** The paper's numbers (arXiv 2305.12870, section 4 and published code). */
const PAPER: RecipeNumbers = {
	iterations: 3,
	generation: {
		targeting: 'paper',
		hardShare: 0.5,
		newPerIteration: 6000,
		newCachePerIteration: 0,
		cachePool: 'paper',
		temperature: 1,
		maxRougeL: 0.7,
		asciiFirst: true,
	},
	seedAnswers: 'teacher',
	teacher: { temperature: 0.7, maxTokens: 1024 },
	referee: { temperature: 0.2, maxTokens: 512, threshold: 1, hardRule: 'mean', reasks: 2 },
	student: { temperature: 0.7, maxTokens: 1024 },
	training: {
		method: 'full',
		learningRate: 2e-5,
		epochs: 3,
		batchSize: 128,
		warmupShare: 0.03,
		weightDecay: 0,
		contextTokens: 1024,
		replay: 0,
		rowsWithoutNew: 6000,
	},
	labelSkills: false,
};

export const RECIPE_PRESETS: Readonly<Record<RecipePreset, RecipeNumbers>> = {
	paper: PAPER,
	practice: {
		...PAPER,
		generation: {
			...PAPER.generation,
			newPerIteration: 1000,
			newCachePerIteration: 400,
			cachePool: 'disjoint',
			asciiFirst: false,
		},
		teacher: { temperature: 0, maxTokens: 64 },
		student: { temperature: 0, maxTokens: 28 },
		training: {
			...PAPER.training,
			learningRate: 7e-4,
			epochs: 4,
			batchSize: 32,
			contextTokens: 512,
			replay: 1 / 3,
			rowsWithoutNew: 1000,
		},
	},
	lora: {
		...PAPER,
		training: {
			...PAPER.training,
			method: 'lora',
			learningRate: 2e-4,
			batchSize: 16,
			replay: 1 / 3,
		},
	},
};

/** The preset as the recipe of one run. */
export function recipeFrom(
	preset: RecipePreset,
	own: { readonly seed: number; readonly baseId: string },
): Recipe {
	// Not spread: a whole recipe may come in, of which only these two are kept.
	return { ...RECIPE_PRESETS[preset], seed: own.seed, baseId: own.baseId };
}
