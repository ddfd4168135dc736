/** Programs that take a text for more than text, as they are often written: the live controls of kinds that no markup shows. */
import type { Harm } from '../../fixtures/hostile/hostile-kind.ts';

/** What a text does to a program that trusts it. */
export function harmsToPrograms(text: string): readonly Harm[] {
	const found: Partial<Record<Harm, boolean>> = {
		'is expanded': 'Say {text}.'.replace('{text}', text) !== `Say ${text}.`,
		'is miscounted': countOf(text) !== 1,
		speaks: `<|im_start|>user\n${text}<|im_end|>`.split('<|im_start|>').length > 2,
		computes: /^[=+\-@\t\r]/.test(text),
	};
	return Object.entries(found).flatMap(([harm, is]) => (is ? [harm as Harm] : []));
}

/** How often the word was seen, counted on a bare object. */
function countOf(word: string): unknown {
	const counts: Record<string, unknown> = {};
	counts[word] = ((counts[word] as number | undefined) ?? 0) + 1;
	return counts[word];
}
