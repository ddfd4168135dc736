import { afterEach, describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { InstructionDetail } from '../../../src/app/ports/library.ts';
import { studentIdOf } from '../../../src/core/id.ts';
import { LoopWorld } from '../../fakes/loop-world.ts';
import { MemoryPools } from '../../fakes/memory-pools.ts';
import { answerRow, callRow, generatedRow, RUN, seedRow, verdictRow } from '../../fakes/rows.ts';
import { propertyKeys } from '../../fixtures/hostile/programs.ts';
import { openList } from '../ui/pools/open-pools.ts';
import {
	expectInert,
	expectShown,
	inParts,
	NUMBERED,
	type Numbered,
	startOver,
} from './hostile-page.ts';

/** As many as a window of 900 px shows at once. */
const PARTS = inParts(NUMBERED, 20).map((texts, part) => ({ part, texts }));
afterEach(startOver);

function worldOf(texts: readonly Numbered[]): LoopWorld {
	const rows = texts.map(({ text }, order) =>
		seedRow(order, { instruction: text, input: text, skill: text, tags: [text] }),
	);
	const memory = new MemoryPools(
		rows.map((instruction) => ({ instruction, difficulty: null, judged: null })),
	);
	return Object.assign(new LoopWorld(), { memory, pools: memory.mirror, poolEdits: memory.edits });
}

/** One instruction to which all texts were said: answers, why, what came before and after, calls. */
function storyOf(texts: readonly Numbered[]): InstructionDetail {
	const instruction = seedRow(0, { instruction: texts[0]?.text ?? '' });
	const student = (index: number) => studentIdOf(RUN, index);
	return {
		instruction,
		answers: texts.map(({ text }, index) => answerRow(instruction.id, student(index), { text })),
		verdicts: texts.map(({ text }, index) =>
			verdictRow(instruction.id, student(index), 'teacher-first', { explanation: text }),
		),
		parent: generatedRow(instruction, 1, { instruction: texts[1]?.text ?? '' }),
		children: texts.map(({ text }, index) =>
			generatedRow(instruction, index + 2, { instruction: text }),
		),
		calls: texts.map(({ text }, index) =>
			callRow(`c${String(index)}`, {
				model: text,
				state: index % 2 === 0 ? 'failed' : 'answered',
				failure: index % 2 === 0 ? { code: text, message: text } : null,
			}),
		),
	};
}

describe('on the Pools page, nothing of it does harm', () => {
	test.each(PARTS)('in rows, skills and tags, part $part', async ({ texts }) => {
		await openList('', worldOf(texts));
		await expect
			.poll(() => document.querySelectorAll('[role="row"]').length)
			.toBe(texts.length + 1);
		await expectInert('[role="row"]');
	});

	test.each(PARTS)('in the story of a row, part $part', async ({ texts }) => {
		const world = worldOf(texts);
		const story = storyOf(texts);
		world.library.detail = () => Promise.resolve(story);
		await openList(`row=${encodeURIComponent(story.instruction.id)}`, world);
		await expectShown(texts);
		await expectInert('.answers > div > div, .detail section:not(.first) > div, .detail li');
	});

	test('a skill named as a property of every object is one value among others', async () => {
		const texts = propertyKeys.texts.map((text) => ({ text, end: text }));
		await openList('', worldOf(texts));
		for (const { text } of texts)
			await expect
				.element(page.getByRole('checkbox', { name: `${text} 1`, exact: true }).first())
				.toBeVisible();
	});
});
