/** Tries a loaded network before anything relies on it: that it runs, and that it reads long prompts rightly. */
import type { StudentDevice } from '../../src/core/student.ts';
import type { Model } from './model.ts';

const PROMPT_TOKENS = 40;
const PIECE_TOKENS = 16;
/** Between scores of the same tokens; rounding makes 0.001, the fault below made 0.1 to 2. */
const SAME_WITHIN = 0.05;

/**
 * Throws 'student/step-failed' where the network doesn't run. ONNX Runtime's WebGPU attention for 32 and more new tokens
 * is wrong on some devices (SwiftShader with 1.31.0-dev.20260914; right in pieces): there prompts are read in pieces.
 */
export async function probe(
	model: Model,
	device: StudentDevice,
	{ vocabulary, contextTokens }: { readonly vocabulary: number; readonly contextTokens: number },
): Promise<void> {
	const tokens = device === 'wasm' ? 1 : Math.min(PROMPT_TOKENS, contextTokens);
	const ids = Array.from({ length: tokens }, (_, place) => (place * 7919) % vocabulary);
	const whole = await scoresAfter(model, ids);
	if (device === 'wasm') return;
	model.pieceTokens = PIECE_TOKENS;
	const inPieces = await scoresAfter(model, ids);
	const same = whole.every((score, id) => Math.abs(score - (inPieces[id] ?? 0)) <= SAME_WITHIN);
	if (same) model.pieceTokens = Infinity;
}

async function scoresAfter(model: Model, ids: readonly number[]): Promise<Float32Array> {
	const { scores, cache } = await model.step({
		rows: 1,
		ids: BigInt64Array.from(ids, BigInt),
		mask: new BigInt64Array(ids.length).fill(1n),
		cache: model.emptyCache(1),
	});
	cache.drop();
	return scores;
}
