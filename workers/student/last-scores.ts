/** The scores that count of those that a graph gives. */

/** Of each row's last token: a graph without `num_logits_to_keep` scores all. `scores`: [rows, kept, vocabulary]. */
export function lastOfEach(
	scores: Float32Array,
	{ rows, kept, vocabulary }: { rows: number; kept: number; vocabulary: number },
): Float32Array {
	if (kept === 1) return scores;
	const last = new Float32Array(rows * vocabulary);
	for (let row = 0; row < rows; row++) {
		const from = (row * kept + kept - 1) * vocabulary;
		last.set(scores.subarray(from, from + vocabulary), row * vocabulary);
	}
	return last;
}
