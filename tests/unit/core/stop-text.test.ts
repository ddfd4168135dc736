import fc from 'fast-check';
import { expect, test } from 'vitest';
import { settledText, stopIn } from '../../../src/core/stop-text.ts';

test('an end that may become a stop text is held back, and so are bytes of an unfinished character', () => {
	expect(settledText('seven', [])).toBe('seven');
	expect(settledText('seven EN', ['END'])).toBe('seven ');
	expect(settledText('seven ENC', ['END'])).toBe('seven ENC');
	expect(settledText('seven aa', ['aaab', 'x'])).toBe('seven ');
	expect(settledText('caf\uFFFD\uFFFD', [])).toBe('caf');
});

test('what was told is always the beginning of the text that is cut at its stop text', () => {
	const letters = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 });
	const stops = fc.array(
		fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 3 }),
	);
	fc.assert(
		fc.property(letters, stops, (text, ends) => {
			const cuts = ends.map((end) => text.indexOf(end)).filter((at) => at >= 0);
			const whole = text.slice(0, Math.min(text.length, ...cuts));
			for (let length = 0; length <= whole.length; length++)
				expect(whole.startsWith(settledText(whole.slice(0, length), ends))).toBe(true);
		}),
	);
});

test('the first stop text is found wherever it stands, and those that ended before are not', () => {
	expect(stopIn('one. Two. three', ['Two', '.'])).toBe(3);
	expect(stopIn('one. Two. three', ['Two', '.'], 6)).toBe(5);
	expect(stopIn('one', ['two'])).toBeUndefined();
	expect(stopIn('one', [''])).toBeUndefined();
	expect(stopIn('one', [])).toBeUndefined();
});
