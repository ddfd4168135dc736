/** The loop bench's lines: one a seed, condition and iteration, then the paired comparisons. */

/** `heldOut`, `development`: share answered exactly right, mean over skills; `heldOutRelative` in per cent of the teacher. */
export function linesOf({ run, scores, stages, reports }, { seed, condition, wallMin }) {
	return scores
		.filter(({ set }) => set === 'heldOut')
		.sort((a, b) => a.iteration - b.iteration)
		.map((score) => ({
			bench: 'loop',
			seed,
			condition,
			iteration: score.iteration,
			trained: score.iteration < 0 ? 0 : trainedRows(run.recipe, score.iteration),
			heldOut: score.exact,
			heldOutRelative: score.relative?.value,
			heldOutLow: score.relative?.low,
			heldOutHigh: score.relative?.high,
			n: score.n,
			unscored: score.unscored,
			development: scores.find(
				({ set, iteration }) => set === 'development' && iteration === score.iteration,
			)?.exact,
			stageSeconds: Object.fromEntries(
				stages
					.filter(({ iteration }) => iteration === score.iteration)
					.map(({ stage, seconds }) => [stage, Math.round(seconds * 10) / 10]),
			),
			budget: reports.find(({ iteration }) => iteration === score.iteration)?.budget,
			wallMin: Math.round(wallMin * 100) / 100,
		}));
}

function trainedRows(recipe, iteration) {
	if (iteration === 0) return 2500;
	return recipe.generation.newPerIteration || recipe.training.rowsWithoutNew;
}

/** Two-sided 97.5 % quantiles of Student's t for 1 … 9 degrees of freedom (any table). */
const T975 = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

const COMPARISONS = [
	['paper', 'uni'],
	['paper', 'cont'],
	['paper', 'mix'],
	['learnable', 'mix'],
];

/** Gain in points of `heldOut` at the last iteration, paired by seed, with its 95 % t interval. */
export function summariesOf(lines, iteration) {
	return COMPARISONS.map(([condition, versus]) => {
		const at = (name, seed) =>
			lines.find(
				(line) => line.condition === name && line.seed === seed && line.iteration === iteration,
			);
		const seeds = [...new Set(lines.map(({ seed }) => seed))].filter(
			(seed) => at(condition, seed) && at(versus, seed),
		);
		const gains = seeds.map(
			(seed) => 100 * (at(condition, seed).heldOut - at(versus, seed).heldOut),
		);
		const gain = gains.reduce((sum, value) => sum + value, 0) / gains.length;
		const spread = Math.sqrt(
			gains.reduce((sum, value) => sum + (value - gain) ** 2, 0) / (gains.length - 1),
		);
		const reach = (T975[gains.length - 2] ?? NaN) * (spread / Math.sqrt(gains.length));
		return {
			bench: 'loop',
			summary: true,
			condition,
			versus,
			iteration,
			gain,
			gainLow: gain - reach,
			gainHigh: gain + reach,
			seeds: gains.length,
			wallMin: lines.reduce(
				(sum, line) => sum + (line.iteration === iteration ? line.wallMin : 0),
				0,
			),
		};
	}).filter(({ seeds }) => seeds > 0);
}
