/** Templates: what is filled matches, and nothing else does. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	allWords,
	fillTemplate,
	fixedWords,
	parseTemplate,
	templatePattern,
} from '../../../../src/core/practice/template.ts';
import { seededRandom } from '../../../../src/core/random.ts';

const macros = { NAME: ['Ada', 'Bo'], N: ['[/the number ]{n}'] };
const parse = (wording: string) => parseTemplate(wording, macros);

describe('a template', () => {
	it('fills macros, alternatives and slots, and its pattern reads the slots back', () => {
		const template = parse('<NAME> [takes/gets] <N> (+1)?');
		const pattern = new RegExp(`^${templatePattern(template, { n: '\\d+' })}$`);
		fc.assert(
			fc.property(fc.nat(), fc.nat(), (seed, number) => {
				const text = fillTemplate(template, { n: String(number) }, seededRandom(seed));
				expect(text).toMatch(/^(Ada|Bo) (takes|gets) (the number )?\d+ \(\+1\)\?$/);
				expect(pattern.exec(text)?.groups).toEqual({ n: String(number) });
			}),
		);
	});

	it('reads a slot that stands twice only where both are the same', () => {
		const pattern = new RegExp(`^${templatePattern(parse('{n} and {n}'), { n: '\\d+' })}$`);
		expect(pattern.test('4 and 4')).toBe(true);
		expect(pattern.test('4 and 5')).toBe(false);
	});

	it('knows the words that stand in each of its texts, and all that may', () => {
		const template = parse('<NAME>s big [red/blue] cat-like {n}ish thing');
		expect(fixedWords(template)).toEqual(['big', 'cat', 'like', 'thing']);
		expect(allWords(template)).toEqual([
			...['Ada', 'Bo', 's', 'big', 'red', 'blue', 'cat', 'like', 'ish', 'thing'],
		]);
	});

	it('refuses an unknown macro and a slot without value or pattern', () => {
		expect(() => parse('<WHO> is it')).toThrow('expected a known macro, got <WHO>');
		expect(() => fillTemplate(parse('{x}'), {}, seededRandom(1))).toThrow('slot x');
		expect(() => templatePattern(parse('{x}'))).toThrow('slot x');
	});
});
