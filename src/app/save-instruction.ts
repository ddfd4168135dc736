/** Saving one instruction by hand: as the user has changed its text, skill or tags, or a new one. */
import { AppError } from '../core/error.ts';
import { taskText, type Instruction } from '../core/instruction.ts';
import type { Wish } from '../core/pools/edit.ts';
import type { ProjectId } from '../core/id.ts';
import type { NearRow } from '../core/pools/listing.ts';
import { firstValue } from './live.ts';
import type { AddedRow, ListedRow, NewText, PoolEdits, PoolMirror } from './pool-ports.ts';

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

function refuseEmpty({ instruction }: Pick<NewText, 'instruction'>): void {
	if (instruction.trim() === '')
		throw new AppError('pool/text-empty', 'An instruction needs a text. Delete it to take it out.');
}

type Among = 'scored' | 'trained';
/** `row` undefined: gone meanwhile. */
type Near = NearRow & { readonly row: ListedRow | undefined };

async function nearOf(mirror: World['mirror'], text: string, among: Among): Promise<Near | null> {
	const near = await mirror.nearest(text, among);
	return near && { ...near, row: await mirror.row(near.id) };
}

/** Refused where it would bring what is trained on near to what is scored on. */
async function rewritten(
	{ mirror, edits }: World,
	row: Instruction,
	text: NewText,
): Promise<Instruction> {
	refuseEmpty(text);
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
	const near = await nearOf(mirror, text, split === 'pool' ? 'scored' : 'trained');
	if (near === null) return;
	const named =
		near.row === undefined
			? near.id
			: `No. ${near.row.number}, “${near.row.instruction.instruction}”`;
	const what =
		split === 'pool'
			? 'the student would be trained on what it is scored on'
			: 'the student is trained on that, and would be scored on it';
	throw new AppError(
		'pool/too-near',
		`ROUGE-L ${near.rougeL.toFixed(2)} with ${named}: ${what}. At most 0.70 is allowed. Nothing was changed.`,
	);
}

/** What became of an instruction that was to be added: a row, or nothing since one stands there that it is too near to. */
export type AddOutcome =
	| ({ readonly kind: 'added' } & AddedRow)
	| ({ readonly kind: 'near'; readonly among: Among } & Near);

/**
 * Adds a seed by hand, unless it is as near to a row of the project as no new instruction may be: one that is scored on
 * must not be trained on, and one that is in the pools needs no second. Throws 'pool/text-empty' and what `PoolEdits` throws.
 */
export async function addInstruction(
	{ mirror, edits }: { readonly mirror: World['mirror']; readonly edits: Pick<PoolEdits, 'add'> },
	project: ProjectId,
	text: Pick<NewText, 'instruction' | 'input'>,
): Promise<AddOutcome> {
	refuseEmpty(text);
	for (const among of ['scored', 'trained'] as const) {
		const near = await nearOf(mirror, taskText(text), among);
		if (near !== null) return { kind: 'near', among, ...near };
	}
	return { kind: 'added', ...(await edits.add(project, text)) };
}

/** Takes back what was added, and nothing else: edits made since then stay. */
export async function takeBack(
	edits: Pick<PoolEdits, 'last' | 'undo' | 'edit'>,
	{ row, edit }: AddedRow,
): Promise<void> {
	const last = await firstValue(edits.last(row.projectId));
	if (last?.id === edit) await edits.undo(row.projectId);
	else await edits.edit(row.projectId, [row.id], { kind: 'delete' });
}
