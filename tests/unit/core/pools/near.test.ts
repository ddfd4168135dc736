import { expect, test } from 'vitest';
import { foldedText } from '../../../../src/core/pools/filter.ts';
import { nearestText } from '../../../../src/core/pools/near.ts';
import { NoveltyIndex } from '../../../../src/core/novelty/novelty-index.ts';
import { makePracticeProject } from '../../../../src/core/practice/project.ts';
import { taskText } from '../../../../src/core/instruction.ts';

test('the nearest text is the one that a novelty index of all of them finds', () => {
	const texts = makePracticeProject(3).map(taskText).slice(0, 1500);
	const folded = texts.map(foldedText);
	const index = NoveltyIndex.of(texts, { threshold: 0.7, tokenizer: 'unicode' });
	let near = 0;
	for (const text of texts.slice(0, 40).map((one) => one.replace(/\w+$/, 'altogether'))) {
		const expected = index.nearest(text);
		const found = nearestText(text, folded);
		expect(found?.rougeL).toBe(expected?.rougeL);
		expect(found?.place).toBe(expected?.id);
		if (expected !== undefined) near++;
	}
	expect(near).toBeGreaterThan(5);
});

test('a text without words is near to the same text only', () => {
	expect(nearestText('2 + 2 = ?', ['∑', '2 + 2 = ?'])).toEqual({ place: 1, rougeL: 1 });
	expect(nearestText('∑', ['a', '∑'])).toEqual({ place: 1, rougeL: 1 });
	expect(nearestText('∑', ['a', '∏'])).toBeUndefined();
});
