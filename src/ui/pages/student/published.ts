/** web-llm's published models as the page lists them: which of them, in what order. */
import { fitOf, type Fit, type FitDevice } from '../../../core/models/fit.ts';
import { namePartsOf, type PublishedModel } from '../../../core/models/published.ts';
import type { StateKind } from '../../parts/role.ts';

export type Listed = { readonly model: PublishedModel; readonly fit: Fit };

const RANK: Readonly<Record<Fit['kind'], number>> = { yes: 0, tight: 1, unknown: 2, no: 3 };
export const FIT_WORDS: Readonly<
	Record<Fit['kind'], { readonly sign: StateKind; readonly word: string }>
> = {
	yes: { sign: 'done', word: 'fits' },
	tight: { sign: 'warn', word: 'tight' },
	unknown: { sign: 'unknown', word: 'unknown' },
	no: { sign: 'failed', word: 'does not fit' },
};

/** Those that answer in words, what fits first, else as the package orders them. */
export function listed(
	models: readonly PublishedModel[],
	device: FitDevice,
	text: string,
): readonly Listed[] {
	const words = text.toLowerCase().split(/\s+/).filter(Boolean);
	return models
		.filter(({ id, kind, licence }) => {
			const said = `${id} ${licence ?? ''}`.toLowerCase();
			return kind !== 'embedding' && words.every((word) => said.includes(word));
		})
		.map((model) => ({ model, fit: fitOf(model, device) }))
		.sort((one, other) => RANK[one.fit.kind] - RANK[other.fit.kind]);
}

/** How the weights are written, in words: "4-bit weights, 16-bit arithmetic". */
export function weightWords(id: string): string {
	const [, bits, arithmetic] = /^q(\d)f(16|32)/.exec(namePartsOf(id).weights) ?? [];
	if (bits === undefined || arithmetic === undefined) return 'weights as named';
	return bits === '0'
		? `${arithmetic}-bit weights`
		: `${bits}-bit weights, ${arithmetic}-bit arithmetic`;
}

/** What of WebGPU its program doesn't compile without: "needs shader-f16". */
export function featureWords({ features }: Pick<PublishedModel, 'features'>): string {
	return features.length === 0 ? 'needs no WebGPU feature' : `needs ${features.join(' and ')}`;
}
