import { describe, expect, test } from 'vitest';
import { type Looked, lookThrough, type Wish } from '../../../../src/app/exam/look-through.ts';
import type { ExamRow } from '../../../../src/core/exam/findings.ts';
import { examRow, examTask, sideBySide } from '../../../fakes/exam-rows.ts';

const ALL: Wish = { show: 'all', text: '', isDifferingFirst: false };
/** 600 instructions; every hundredth is answered differently, the last fifty not at all. */
const ROWS = Array.from({ length: 600 }, (_, order): ExamRow => {
	const texts = order >= 550 ? [null, null] : ['yes', order % 100 === 99 ? 'no' : 'yes'];
	return sideBySide(examTask(order, { reference: 'yes' }), texts);
});
const exam = examRow({ tasks: ROWS.length });
const exams = {
	rows: (_exam: unknown, _students: unknown, { from, count }: { from: number; count: number }) =>
		Promise.resolve(ROWS.slice(from, from + count)),
};

async function looked(wish: Partial<Wish>, signal = new AbortController().signal) {
	const all: Looked[] = [];
	const subject = { exam, students: ['s1', 's2'] };
	for await (const one of lookThrough(exams, subject, { ...ALL, ...wish }, signal)) all.push(one);
	return all;
}

describe('looking through an exam', () => {
	test('counts what every student’s answers come to, a part of the rows at a time', async () => {
		const all = await looked({});
		expect(all.map(({ done }) => done)).toEqual([250, 500, 600]);
		const last = all.at(-1);
		expect(last).toMatchObject({ differing: 5, same: 545, failing: 0 });
		expect(last?.findings.map(({ answered, exactCount }) => [answered, exactCount])).toEqual([
			[550, 550],
			[550, 545],
		]);
	});

	test('lists rows as they come, or those that differ first', async () => {
		const differing = [99, 199, 299, 399, 499];
		expect((await looked({})).at(-1)?.orders).toEqual(ROWS.map(({ task }) => task.order));
		const first = (await looked({ isDifferingFirst: true })).at(-1)?.orders ?? [];
		expect(first.slice(0, 7)).toEqual([...differing, 0, 1]);
		expect(first).toHaveLength(600);
		expect((await looked({ show: 'differing' })).at(-1)?.orders).toEqual(differing);
	});

	test('finds words, while it still counts all rows', async () => {
		const last = (await looked({ text: 'TASK 31' })).at(-1);
		expect(last?.orders).toEqual([31, 310, 311, 312, 313, 314, 315, 316, 317, 318, 319]);
		expect(last?.same).toBe(545);
	});

	test('stops when nobody waits for it any more', async () => {
		await expect(looked({}, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
	});
});
