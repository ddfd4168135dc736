/** ROUGE-L the slow way, by the textbook's table: what the index is checked against. */

/** f as rouge-score 0.1.2 computes it, of two lists of words; 0 when nothing is shared. */
export function plainRougeL(query: readonly string[], record: readonly string[]): number {
	let previous = new Array<number>(record.length + 1).fill(0);
	for (const word of query) {
		const row = [0];
		for (const [index, other] of record.entries())
			row.push(
				word === other
					? (previous[index] ?? 0) + 1
					: Math.max(previous[index + 1] ?? 0, row[index] ?? 0),
			);
		previous = row;
	}
	const lcs = previous.at(-1) ?? 0;
	if (lcs === 0) return 0;
	const precision = lcs / query.length;
	const recall = lcs / record.length;
	return (2 * precision * recall) / (precision + recall);
}

/** The best partner with f > threshold, of equals the first; by comparing with every record. */
export function plainNearest(
	query: readonly string[],
	pool: readonly (readonly string[])[],
	threshold: number,
): { id: number; rougeL: number } | undefined {
	let best: { id: number; rougeL: number } | undefined;
	for (const [id, record] of pool.entries()) {
		const rougeL = plainRougeL(query, record);
		if (rougeL > threshold && rougeL > (best?.rougeL ?? 0)) best = { id, rougeL };
	}
	return best;
}
