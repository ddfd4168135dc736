import { expect, test } from 'vitest';
import type { AddedRow } from '../../../src/app/pool-ports.ts';
import { addInstruction, saveInstruction, takeBack } from '../../../src/app/save-instruction.ts';
import { PROJECT, seedRow } from '../../fakes/rows.ts';
import { MemoryPools } from '../../fakes/memory-pools.ts';

const ROWS = [
	seedRow(0, { instruction: 'Name the capital of Peru.', tags: ['old'], skill: 'places' }),
	seedRow(1, { instruction: 'How far is the moon?', split: 'heldOut', pool: null }),
	seedRow(2, { instruction: 'How far is the sun?', split: 'setAside', pool: null }),
];
function opened() {
	const memory = new MemoryPools(
		ROWS.map((instruction) => ({ instruction, difficulty: null, judged: null })),
	);
	const [one, heldOut, aside] = ROWS as [(typeof ROWS)[0], (typeof ROWS)[0], (typeof ROWS)[0]];
	const text = (instruction: string, fields = {}) => ({
		instruction,
		input: '',
		keepsFileAnswer: false,
		skill: 'places',
		tags: ['old'],
		...fields,
	});
	return {
		world: { mirror: memory.mirror, edits: memory.edits },
		memory,
		one,
		heldOut,
		aside,
		text,
	};
}

test('a new text makes a new row, skill and tags are set on that', async () => {
	const { world, memory, one, text } = opened();
	const saved = await saveInstruction(
		world,
		one,
		text('Name the capital of Chile.', { skill: null, tags: ['new'] }),
	);
	expect(saved.id).toBe(`${one.id}~1`);
	expect(memory.rows.get(saved.id)).toMatchObject({
		instruction: 'Name the capital of Chile.',
		skill: null,
		tags: ['new'],
	});
	expect(memory.rows.get(one.id)).toEqual({ ...one, deletedAt: 900 });
});

test('the same text keeps its row', async () => {
	const { world, memory, one, text } = opened();
	const saved = await saveInstruction(world, one, text(one.instruction, { tags: [] }));
	expect(saved.id).toBe(one.id);
	expect(memory.rows.get(one.id)?.tags).toBeUndefined();
	expect(memory.rows.size).toBe(ROWS.length);
});

test('what is trained on is kept far from what is scored on, both ways; the rest may be near', async () => {
	const { world, memory, one, heldOut, aside, text } = opened();
	await expect(saveInstruction(world, one, text('how far is the moon'))).rejects.toMatchObject({
		code: 'pool/too-near',
		message: expect.stringContaining('No. 2, “How far is the moon?”') as string,
	});
	await expect(
		saveInstruction(world, heldOut, text('Name the capital of Peru')),
	).rejects.toMatchObject({ code: 'pool/too-near' });
	expect([...memory.rows.values()]).toEqual(ROWS);
	expect((await saveInstruction(world, aside, text('How far is the moon?'))).id).toBe(
		`${aside.id}~1`,
	);
});

test('an instruction without a text is refused', async () => {
	const { world, one, text } = opened();
	await expect(saveInstruction(world, one, text(' \n'))).rejects.toMatchObject({
		code: 'pool/text-empty',
	});
});

test('a new instruction is added once: what is near to one in the pools, or to one that is scored on, is named instead', async () => {
	const { world, memory, one, heldOut } = opened();
	const text = (instruction: string) => ({ instruction, input: '' });
	const added = await addInstruction(world, PROJECT, text('Count to ten.'));
	expect(added).toMatchObject({
		...{ kind: 'added', row: { instruction: 'Count to ten.', origin: 'chat', pool: 'both' } },
	});
	const again = await addInstruction(world, PROJECT, text('count to ten'));
	expect(again).toMatchObject({ kind: 'near', among: 'trained', rougeL: 1, row: { number: 4 } });
	expect(await addInstruction(world, PROJECT, text('Name the capital of France.'))).toMatchObject({
		...{ kind: 'near', among: 'trained', id: one.id },
	});
	expect(await addInstruction(world, PROJECT, text('How far is the moon'))).toMatchObject({
		...{ kind: 'near', among: 'scored', id: heldOut.id },
	});
	expect(memory.rows.size).toBe(ROWS.length + 1);
	await expect(addInstruction(world, PROJECT, text(' '))).rejects.toMatchObject({
		code: 'pool/text-empty',
	});
});

test('what was added is taken back alone, though another edit was made since', async () => {
	const { world, memory, one } = opened();
	const add = async (instruction: string) => {
		const added = await addInstruction(world, PROJECT, { instruction, input: '' });
		if (added.kind === 'near') throw new Error(`expected none near, got ${added.id}`);
		return added;
	};
	const isThere = ({ row }: AddedRow) => memory.rows.get(row.id)?.deletedAt === undefined;
	const first = await add('Count to ten.');
	await takeBack(world.edits, first);
	expect(isThere(first)).toBe(false);
	// Nothing of it is left to undo.
	expect(await world.edits.undo(PROJECT)).toBeUndefined();

	const second = await add('Count to ten.');
	await world.edits.edit(PROJECT, [one.id], { kind: 'tag', tag: 'later' });
	await takeBack(world.edits, second);
	expect(isThere(second)).toBe(false);
	expect(memory.rows.get(one.id)?.tags).toEqual(['later', 'old']);
});
