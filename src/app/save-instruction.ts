/** Saving one instruction as the user has changed it: text, skill, tags. */
import { AppError } from '../core/error.ts';
import { taskText, type Instruction } from '../core/instruction.ts';
import type { Wish } from '../core/pools/edit.ts';
import type { NewText, PoolEdits, PoolMirror } from './pool-ports.ts';

type World = {
	readonly mirror: Pick<PoolMirror, 'nearest' | 'row'>;
	readonly edits: Pick<PoolEdits, 'rewrite' | 'edit'>;
};
export type EditedInstruction = NewText & {
	readonly skill: string | null;
	readonly tags: readonly string[];
};

/**
 * The row that now stands for the instruction: another one where its text has changed. Throws 'pool/text-empty',
 * 'pool/too-near' with the row that the text is too near to, and what `PoolEdits` throws; nothing is changed then.
 */
export async function saveInstruction(
	world: World,
	row: Instruction,
	edited: EditedInstruction,
): Promise<Instruction> {
	const current = await rewritten(world, row, edited);
	for (const wish of wishesOf(row, edited))
		await world.edits.edit(row.projectId, [current.id], wish);
	return current;
}

function wishesOf(row: Instruction, { skill, tags }: EditedInstruction): readonly Wish[] {
	const before = row.tags ?? [];
	return [
		...(skill === row.skill ? [] : [{ kind: 'skill' as const, skill }]),
		...tags.filter((tag) => !before.includes(tag)).map((tag) => ({ kind: 'tag' as const, tag })),
		...before.filter((tag) => !tags.includes(tag)).map((tag) => ({ kind: 'untag' as const, tag })),
	];
}

/** Refused where it would bring what is trained on near to what is scored on. */
async function rewritten(
	{ mirror, edits }: World,
	row: Instruction,
	text: NewText,
): Promise<Instruction> {
	if (text.instruction.trim() === '')
		throw new AppError('pool/text-empty', 'An instruction needs a text. Delete it to take it out.');
	if (text.instruction === row.instruction && text.input === row.input) return row;
	await refuseNear(mirror, row, taskText(text));
	const { instruction, input, keepsFileAnswer } = text;
	return edits.rewrite(row.id, { instruction, input, keepsFileAnswer });
}

/** Rows that are set aside are neither trained on nor scored on. */
async function refuseNear(
	mirror: World['mirror'],
	{ split }: Instruction,
	text: string,
): Promise<void> {
	if (split === 'setAside') return;
	const near = await mirror.nearest(text, split === 'pool' ? 'scored' : 'trained');
	if (near === null) return;
	const other = await mirror.row(near.id);
	const named =
		other === undefined ? near.id : `No. ${other.number}, “${other.instruction.instruction}”`;
	const what =
		split === 'pool'
			? 'the student would be trained on what it is scored on'
			: 'the student is trained on that, and would be scored on it';
	throw new AppError(
		'pool/too-near',
		`ROUGE-L ${near.rougeL.toFixed(2)} with ${named}: ${what}. At most 0.70 is allowed. Nothing was changed.`,
	);
}
