import { expect, test } from 'vitest';
import { saveInstruction } from '../../../src/app/save-instruction.ts';
import { seedRow } from '../../fakes/rows.ts';
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
