import { describe, expect, test, vi } from 'vitest';
import type { PracticePlan } from '../../../../src/app/projects.ts';
import type { CallRequest } from '../../../../src/core/call.ts';
import { taskText, type Instruction } from '../../../../src/core/instruction.ts';
import type { RunBook } from '../../../../src/core/loop/run-book.ts';
import { recipeFrom } from '../../../../src/core/recipe.ts';
import { TeacherError } from '../../../../src/core/teacher-error.ts';
import { RunTable } from '../../../fakes/run-table.ts';
import { replyOf } from '../../../fakes/scripted-teacher.ts';

const RECIPE = recipeFrom('practice', { seed: 1, baseId: 'base' });
const plan = (generation: Partial<typeof RECIPE.generation> = {}): Partial<PracticePlan> => ({
	sizes: { train: 120, cache: 60, heldOutPerSkill: 1, developmentPerSkill: 1 },
	recipe: {
		iterations: 1,
		generation: {
			...RECIPE.generation,
			newPerIteration: 40,
			newCachePerIteration: 16,
			...generation,
		},
	},
});

const poolsOf = (book: RunBook) =>
	[...book.instructions.values()]
		.filter((row) => row.runId !== null)
		.sort((a, b) => a.order - b.order)
		.map((row) => [row.order, row.operator, row.pool, taskText(row)]);
const rejectedAs = (book: RunBook, reason: string) =>
	[...book.rejections.values()].filter((rejection) => rejection.reason === reason);

/** Each new instruction that is asked for, by number from 0 in the order of first asking, goes to `script` first. */
function scripted(table: RunTable, script: (candidate: number) => unknown): void {
	const practice = table.teacher.ask.bind(table.teacher);
	const numbers = new Map<number, number>();
	vi.spyOn(table.teacher, 'ask').mockImplementation(async (request: CallRequest, signal) => {
		if (request.schema?.name !== 'task') return practice(request, signal);
		const number = numbers.get(request.seed) ?? numbers.size;
		numbers.set(request.seed, number);
		const said = script(number);
		if (said instanceof TeacherError) throw said;
		return typeof said === 'string' ? replyOf(said) : practice(request, signal);
	});
}

/** As a sitting that asks what had failed again: nothing is known of those calls. */
function forgetFailures({ ledger }: RunTable): void {
	for (const [key, { state }] of ledger.calls) if (state === 'failed') ledger.calls.delete(key);
}

const whole = new RunTable();
const run = await whole.createPractice(plan());
await whole.sit(run);
const wanted = poolsOf(await whole.book(run));

describe('calls that fail while new instructions are written', () => {
	test.each(['server-error', 'timeout', 'cut-off', 'not-json'] as const)(
		'with %s leave their candidates open: the run pauses, and then makes the pools that it would have made',
		async (code) => {
			const table = new RunTable();
			const run = await table.createPractice(plan());
			let isDown = true;
			const failure = new TeacherError(`teacher/${code}`, 'The teacher said 503.');
			scripted(table, (candidate) =>
				isDown && candidate >= 5 && candidate < 20 ? failure : undefined,
			);
			const paused = await table.sit(run);
			expect(paused).toMatchObject({ by: 'trouble', code: 'teacher/calls-failed' });
			expect(paused).toHaveProperty(
				'because',
				'15 of 56 calls for new instructions failed after every try; Go on asks them again. The last said: The teacher said 503.',
			);
			expect(rejectedAs(await table.book(run), 'call-failed')).toEqual([]);
			isDown = false;
			forgetFailures(table);
			expect(await table.sit(run)).toMatchObject({ kind: 'finished' });
			expect(poolsOf(await table.book(run))).toEqual(wanted);
		},
	);

	test('keep what was answered beside them: it is not paid for again', async () => {
		const table = new RunTable();
		const run = await table.createPractice(plan());
		let isDown = true;
		const failure = new TeacherError('teacher/server-error', 'down');
		scripted(table, (candidate) => (isDown && candidate === 5 ? failure : undefined));
		await table.sit(run);
		isDown = false;
		forgetFailures(table);
		await table.sit(run);
		expect(table.asked).toBe(whole.asked);
	});

	test.each(['filtered', 'bad-request', 'empty'] as const)(
		'with %s turn that candidate away, and another takes its place',
		async (code) => {
			const table = new RunTable();
			const run = await table.createPractice(plan());
			const refusal = new TeacherError(`teacher/${code}`, 'no');
			scripted(table, (candidate) => (candidate === 5 || candidate === 55 ? refusal : undefined));
			expect(await table.sit(run)).toMatchObject({ kind: 'finished' });
			const book = await table.book(run);
			expect(rejectedAs(book, 'call-failed').map(({ index }) => index)).toEqual([5, 55]);
			expect(poolsOf(book)).toHaveLength(56);
		},
	);

	test('with a refusal of every message turn none away', async () => {
		const table = new RunTable();
		const run = await table.createPractice(plan());
		let isMisset = true;
		const refusal = new TeacherError('teacher/bad-request', 'unknown field');
		scripted(table, () => (isMisset ? refusal : undefined));
		expect(await table.sit(run)).toMatchObject({ by: 'trouble', code: 'teacher/unreachable' });
		expect(rejectedAs(await table.book(run), 'call-failed')).toEqual([]);
		isMisset = false;
		forgetFailures(table);
		await table.sit(run);
		expect(poolsOf(await table.book(run))).toEqual(wanted);
	});
});

describe('with 0.99 allowed among new instructions, a near copy', () => {
	const near = (row: Instruction) => `${taskText(row)} please`;
	const split = (is: Instruction['split']) => (row: Instruction) =>
		row.split === is && taskText(row).split(' ').length >= 4;

	async function written(is: Instruction['split']) {
		const table = new RunTable();
		const run = await table.createPractice(plan({ maxRougeL: 0.99 }));
		const row = [...(await table.book(run)).instructions.values()].find(split(is));
		if (row === undefined) throw new Error(`expected a row of ${is}`);
		const reply = JSON.stringify({ instruction: near(row), input: '', skill: '' });
		scripted(table, (candidate) => (candidate === 0 ? reply : undefined));
		await table.sit(run);
		return { row, book: await table.book(run) };
	}

	test.each(['heldOut', 'development'] as const)('of a %s row is turned away', async (is) => {
		const { row, book } = await written(is);
		const [rejection] = rejectedAs(book, 'not-novel').filter(({ index }) => index === 0);
		expect(rejection?.text).toBe(near(row));
		expect(rejection?.nearest?.id).toBe(row.id);
		expect(rejection?.nearest?.rougeL).toBeGreaterThan(0.7);
		expect(rejection?.nearest?.rougeL).toBeLessThan(0.99);
	});

	test('of a pool row is kept', async () => {
		const { row, book } = await written('pool');
		expect(poolsOf(book).map((pooled) => pooled.at(-1))).toContain(near(row));
	});
});

test('a generator that writes the same again and again is given up soon, and the report says so', async () => {
	const table = new RunTable();
	const run = await table.createPractice(plan());
	const same = JSON.stringify({ instruction: 'Write the same thing again.', input: '', skill: '' });
	scripted(table, () => same);
	await table.sit(run);
	const book = await table.book(run);
	const report = [...book.reports.values()].find(({ iteration }) => iteration === 1);
	expect(report?.asked).toBe(56 + 55);
	expect(report?.shortOf).toBe(
		'55 fewer than wanted: of the last 111 candidates 1 was new, so no more were asked for.',
	);
});

test('where no parent is hard, any is drawn, and the stream doesn’t call it hard', async () => {
	const table = new RunTable();
	const { referee } = RECIPE;
	const run = await table.createPractice({
		...plan(),
		// No gap in the practice referee's points is as wide.
		recipe: { ...plan().recipe, referee: { ...referee, threshold: 9.5 } },
	});
	await table.sit(run);
	const kinds = (operator: string) =>
		table.events.flatMap((event) =>
			event.kind === 'generated' && event.operator === operator ? [event.parentIs] : [],
		);
	expect(kinds('hard').length).toBeGreaterThan(0);
	expect(new Set([...kinds('hard'), ...kinds('easy')])).toEqual(new Set(['easy']));
	const ours = whole.events.filter((event) => event.kind === 'generated');
	expect(ours.filter(({ operator, parentIs }) => operator !== parentIs)).toEqual([]);
});
