/** Edits of instructions: what a user wants of some rows, as patches that can be applied twice and taken back. */
import { seedId, type InstructionId, type ProjectId } from '../id.ts';
import type { Instruction } from '../instruction.ts';

/** What is set on a row; setting it again changes nothing. */
export type PatchSet =
	| {
			readonly kind: 'skill';
			readonly skill: string | null;
			readonly skillFrom: Instruction['skillFrom'];
	  }
	| { readonly kind: 'tag' | 'untag'; readonly tag: string }
	| { readonly kind: 'delete'; readonly at: number }
	| { readonly kind: 'restore' };
export type Patch = { readonly set: PatchSet; readonly ids: readonly InstructionId[] };
/** What is done, and what undoes it, each in its order. */
export type Change = { readonly forward: readonly Patch[]; readonly backward: readonly Patch[] };

/** What a user wants of the rows that are selected. */
export type Wish =
	| { readonly kind: 'skill'; readonly skill: string | null }
	| { readonly kind: 'tag' | 'untag'; readonly tag: string }
	| { readonly kind: 'delete' }
	| { readonly kind: 'restore' };
type EditKind = Wish['kind'] | 'text' | 'add';

/** One edit as it is stored: durable at once, while its rows may be written later. */
export type Edit = Change & {
	readonly schema: 1;
	/** Sorts by age within a project. */
	readonly id: string;
	readonly projectId: ProjectId;
	readonly kind: EditKind;
	/** The tag or skill; '' where there is none. */
	readonly word: string;
	/** Rows that it changes. */
	readonly count: number;
	/** The project again while rows are still to be written; left out when all are. */
	readonly pendingOf?: ProjectId;
	/** The edit that this one takes back. */
	readonly undoes: string | null;
	readonly isUndone: boolean;
	/** Unix ms. */
	readonly at: number;
};

/** The row with `set` applied; the same row where that changes nothing. */
export function patched(row: Instruction, set: PatchSet): Instruction {
	switch (set.kind) {
		case 'skill':
			return { ...row, skill: set.skill, skillFrom: set.skillFrom };
		case 'tag':
			return withTags(row, [...(row.tags ?? []), set.tag]);
		case 'untag':
			return withTags(
				row,
				(row.tags ?? []).filter((tag) => tag !== set.tag),
			);
		case 'delete':
			return { ...row, deletedAt: set.at };
		case 'restore':
			return withoutDeletion(row);
	}
}

/**
 * The change that fulfils a wish on these rows, only for those that it changes; undefined when there is none. `at`: Unix ms.
 */
export function planEdit(rows: readonly Instruction[], wish: Wish, at: number): Change | undefined {
	const set = setOf(wish, at);
	const backward = new Map<string, { readonly set: PatchSet; readonly ids: InstructionId[] }>();
	const ids: InstructionId[] = [];
	for (const row of rows) {
		const inverse = inverseOf(row, set);
		if (inverse === undefined) continue;
		ids.push(row.id);
		const key = JSON.stringify(inverse);
		const same = backward.get(key) ?? { set: inverse, ids: [] };
		same.ids.push(row.id);
		backward.set(key, same);
	}
	if (ids.length === 0) return undefined;
	const inverses = [...backward.values()];
	const [only] = inverses;
	// One list of ids is stored once, however often it is named.
	return {
		forward: [{ set, ids }],
		backward: inverses.length === 1 && only !== undefined ? [{ set: only.set, ids }] : inverses,
	};
}

/** The new row that a text makes of an instruction, and the change that puts it in the place of the old one. */
export function planText(
	old: Instruction,
	{ instruction, input, id }: Pick<Instruction, 'instruction' | 'input' | 'id'>,
	at: number,
): Change & { readonly row: Instruction } {
	const row: Instruction = {
		...withoutDeletion(old),
		id,
		instruction,
		input,
		origin: 'edited',
		parentId: old.id,
		// Not a candidate of the generator: an iteration's quota counts none of these.
		operator: null,
	};
	const remove = (gone: InstructionId): Patch => ({ set: { kind: 'delete', at }, ids: [gone] });
	const restore = (back: InstructionId): Patch => ({ set: { kind: 'restore' }, ids: [back] });
	return {
		row,
		forward: [remove(old.id), restore(id)],
		backward: [remove(id), restore(old.id)],
	};
}

/** The seed that a question of the chat becomes, in the pools that imported ones stand in, and the change that it is. */
export function planAdd(
	projectId: ProjectId,
	{ instruction, input, order }: Pick<Instruction, 'instruction' | 'input' | 'order'>,
	at: number,
): Change & { readonly row: Instruction } {
	const id = seedId(projectId, order);
	const row: Instruction = {
		...{ schema: 1, id, projectId, runId: null, iteration: 0, order, instruction, input },
		...{ skill: null, skillFrom: null, split: 'pool', pool: 'both', origin: 'chat' },
		...{ parentId: null, operator: null },
	};
	return {
		row,
		forward: [{ set: { kind: 'restore' }, ids: [id] }],
		backward: [{ set: { kind: 'delete', at }, ids: [id] }],
	};
}

function setOf(wish: Wish, at: number): PatchSet {
	switch (wish.kind) {
		case 'skill':
			return { ...wish, skillFrom: wish.skill === null ? null : 'user' };
		case 'tag':
		case 'untag':
			return { kind: wish.kind, tag: wish.tag };
		case 'delete':
			return { kind: 'delete', at };
		case 'restore':
			return { kind: 'restore' };
	}
}

/** What takes `set` back from the row; undefined where `set` changes nothing. */
function inverseOf(row: Instruction, set: PatchSet): PatchSet | undefined {
	if (isAlready(row, set)) return undefined;
	switch (set.kind) {
		case 'skill':
			return { kind: 'skill', skill: row.skill, skillFrom: row.skillFrom };
		case 'tag':
			return { kind: 'untag', tag: set.tag };
		case 'untag':
			return { kind: 'tag', tag: set.tag };
		case 'delete':
			return { kind: 'restore' };
		case 'restore':
			return { kind: 'delete', at: row.deletedAt ?? 0 };
	}
}

function isAlready({ skill, tags = [], deletedAt }: Instruction, set: PatchSet): boolean {
	switch (set.kind) {
		case 'skill':
			return skill === set.skill;
		case 'tag':
			return tags.includes(set.tag);
		case 'untag':
			return !tags.includes(set.tag);
		case 'delete':
			return deletedAt !== undefined;
		case 'restore':
			return deletedAt === undefined;
	}
}

type Draft = { -readonly [Field in keyof Instruction]: Instruction[Field] };

function withTags(row: Instruction, tags: readonly string[]): Instruction {
	const draft: Draft = { ...row, tags: [...new Set(tags)].sort() };
	if (draft.tags?.length === 0) delete draft.tags;
	return draft;
}

function withoutDeletion(row: Instruction): Instruction {
	const draft: Draft = { ...row };
	delete draft.deletedAt;
	return draft;
}
