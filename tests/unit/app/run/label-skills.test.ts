import { describe, expect, test } from 'vitest';
import type { CallRequest } from '../../../../src/core/call.ts';
import type { RunId } from '../../../../src/core/id.ts';
import { PoolCounts } from '../../../../src/core/loop/pool-counts.ts';
import { LABELLER_SYSTEM } from '../../../../src/core/prompts/labeller-prompt.ts';
import { readSections } from '../../../../src/core/prompts/sections.ts';
import { recipeFrom } from '../../../../src/core/recipe.ts';
import { RunTable } from '../../../fakes/run-table.ts';

const isLabeller = ({ messages }: CallRequest) => messages[0]?.content === LABELLER_SYSTEM;
const sectionsOf = ({ messages }: CallRequest) =>
	readSections(messages[1]?.content ?? '') ?? new Map<string, string>();

/** A run on 186 seeds without skills, before its first stage; `asked` has the labeller's requests. */
async function unnamed() {
	const table = new RunTable();
	const run = await table.createPractice({
		sizes: { train: 60, cache: 20, heldOutPerSkill: 1, developmentPerSkill: 1 },
		recipe: { iterations: 0, labelSkills: true },
	});
	const rows = [...(await table.book(run)).instructions.values()];
	await table.store.put({
		instructions: rows.map((row) => ({ ...row, skill: null, skillFrom: null })),
	});
	const asked: CallRequest[] = [];
	const reply: { of: (request: CallRequest) => string | undefined } = { of: () => undefined };
	table.script = (request) => {
		if (!isLabeller(request)) return undefined;
		asked.push(request);
		const text = reply.of(request);
		return text === undefined ? undefined : { text };
	};
	return { table, run, rows, asked, reply };
}
const named = async (table: RunTable, run: RunId) =>
	[...(await table.book(run)).instructions.values()].map(({ skill, skillFrom }) => [
		skill,
		skillFrom,
	]);
async function unnamedSeeds(table: RunTable, run: RunId): Promise<number> {
	const counts = new PoolCounts(await table.book(run), recipeFrom('practice', OWN));
	counts.update();
	return counts.unnamed;
}
const OWN = { seed: 1, baseId: 'base' };
const prepared = { kind: 'paused', by: 'step' };

describe('naming the skills of seeds', () => {
	test('takes twenty a call, each shown the names that earlier calls found', async () => {
		const { table, run, rows, asked } = await unnamed();
		expect(await table.sit(run, { oneStage: true })).toMatchObject(prepared);
		expect(await named(table, run)).toEqual(rows.map(({ skill }) => [skill, 'labelling']));
		expect(asked.map((request) => sectionsOf(request).size - 1)).toEqual([
			...Array.from({ length: 9 }, () => 20),
			6,
		]);
		const lists = asked.map((request) => sectionsOf(request).get('SKILLS') ?? '');
		expect(lists[0]?.trim()).toBe('');
		const firstTwenty = new Set(rows.slice(0, 20).map(({ skill }) => skill));
		expect(new Set(lists[1]?.trim().split('\n'))).toEqual(firstTwenty);
		expect(lists.map(({ length }) => length)).toEqual(
			lists.map(({ length }) => length).sort((one, other) => one - other),
		);
	});

	test('a reply that can’t be read is asked for once more, as another sample', async () => {
		const { table, run, rows, asked, reply } = await unnamed();
		reply.of = ({ sample }) => (sample === 0 ? 'As you like it.' : undefined);
		expect(await table.sit(run, { oneStage: true })).toMatchObject(prepared);
		expect(await named(table, run)).toEqual(rows.map(({ skill }) => [skill, 'labelling']));
		expect(asked.map(({ sample }) => sample)).toEqual(
			Array.from({ length: 10 }, () => [0, 1]).flat(),
		);
	});

	test('what stays unreadable is counted, said, and leaves its own rows without a skill', async () => {
		const { table, run, rows, asked, reply } = await unnamed();
		reply.of = () => '{"labels":["one"]}';
		expect(await table.sit(run, { oneStage: true })).toMatchObject(prepared);
		expect(asked).toHaveLength(10 * 3);
		expect(await named(table, run)).toEqual(rows.map(() => [null, null]));
		expect(table.events.filter((event) => event.kind === 'failed')).toHaveLength(10);
		expect(table.events.find((event) => event.kind === 'failed')).toMatchObject({
			code: 'teacher/not-json',
			message: expect.stringContaining('20 instructions') as string,
			about: rows[0]?.id,
		});
		expect(await unnamedSeeds(table, run)).toBe(186);
	});

	test('asked again by hand, it goes beyond the replies that are known to be unreadable', async () => {
		const { table, run, rows, asked, reply } = await unnamed();
		reply.of = () => 'As you like it.';
		await table.sit(run, { oneStage: true });
		reply.of = () => undefined;
		asked.length = 0;
		expect(await table.sit(run, { oneStage: true, retryFirst: true })).toMatchObject(prepared);
		expect(await named(table, run)).toEqual(rows.map(({ skill }) => [skill, 'labelling']));
		expect(asked[0]?.sample).toBe(3);
		expect(await unnamedSeeds(table, run)).toBe(0);
	});
});
