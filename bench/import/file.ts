/** An Alpaca file for the bench: instructions of a made-up language, as long as those of Alpaca's 52,000. */
import { seededRandom } from '../../src/core/random.ts';
import { Language } from '../novelty/language.ts';

/** Four in ten have an input; answers are 45 words in the middle. */
export function alpacaFile(rows: number): File {
	const random = seededRandom('import-bench');
	const language = new Language(random);
	const words = (sentences: number) =>
		Array.from({ length: sentences }, () => language.instruction().join(' ')).join('. ');
	const parts: Blob[] = [];
	for (let start = 0; start < rows; start += 5000) {
		const lines = Array.from({ length: Math.min(5000, rows - start) }, () =>
			JSON.stringify({
				instruction: words(1),
				input: random() < 0.4 ? words(1) : '',
				output: words(1 + Math.floor(random() * 7)),
				skill: language.noun(),
			}),
		);
		parts.push(new Blob([`${lines.join('\n')}\n`]));
	}
	return new File(parts, 'bench.jsonl');
}
