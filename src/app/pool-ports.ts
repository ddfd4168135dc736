/** What the Pools page asks of the world: a copy of the rows that lists them, and a way to edit them and take it back. */
import type { InstructionId, ProjectId } from '../core/id.ts';
import type { Instruction } from '../core/instruction.ts';
import type { Edit, Wish } from '../core/pools/edit.ts';
import type { PoolFilter } from '../core/pools/filter.ts';
import type { CopyState, Listing, NearRow, PoolScope, RowFacts } from '../core/pools/listing.ts';
import type { Live } from './ports/live.ts';

export type ListedRow = RowFacts & { readonly instruction: Instruction };

/** Lists 100,000 rows without holding them: a copy of columns finds and counts, the store gives rows by key. */
export interface PoolMirror {
	/**
	 * Fills the copy for the scope, or goes on with the one that it has, and follows every change, whoever makes it. One
	 * scope at a time; the copy outlives its last follower for a while. Questions wait until something is followed.
	 */
	follow(scope: PoolScope): Live<CopyState>;
	/** The first rows of the project as it came, by key, while the copy is still being filled. */
	firstRows(project: ProjectId, count: number): Promise<readonly ListedRow[]>;
	/** Of what has been read so far. */
	list(filter: PoolFilter): Promise<Listing>;
	/** `count` rows of a list from place `first` on; undefined: gone meanwhile. Throws 'pools/list-gone'. */
	rows(view: number, first: number, count: number): Promise<readonly (ListedRow | undefined)[]>;
	row(id: InstructionId): Promise<ListedRow | undefined>;
	/** Of `count` rows of a list from place `first` on; their texts are not read. */
	ids(view: number, first: number, count: number): Promise<readonly InstructionId[]>;
	/** −1: not in the list. */
	placeOf(view: number, id: InstructionId): Promise<number>;
	/** The row that the text is too near to, among those only scored on, or those trained on; null: it is far from all. */
	nearest(text: string, among: 'scored' | 'trained'): Promise<NearRow | null>;
}

/** What undo would take back. */
export type LastEdit = Pick<Edit, 'id' | 'kind' | 'word' | 'count'>;
/** How many rows of edits are written, and how many there are to write. */
export type Settling = { readonly done: number; readonly total: number };
export type NewText = {
	readonly instruction: string;
	readonly input: string;
	/** The file's answer holds for the new text too. */
	readonly keepsFileAnswer: boolean;
};

/** A row that was added, and the edit that it is. */
export type AddedRow = { readonly row: Instruction; readonly edit: string };

/**
 * Edits of a project's instructions. Each is on disk and seen by every reader when it resolves; many rows are written after
 * that (`settle`). Throws 'pool/run-under-way', with nothing changed, while a run of the project is carried out.
 */
export interface PoolEdits {
	/** How many rows the wish has changed. */
	edit(project: ProjectId, ids: readonly InstructionId[], wish: Wish): Promise<number>;
	/** Puts a new text in the place of an instruction, whose own stays with its answers; the new row. */
	rewrite(id: InstructionId, text: NewText): Promise<Instruction>;
	/** Adds a seed to both pools, after all others; it has no answers. */
	add(project: ProjectId, text: Pick<NewText, 'instruction' | 'input'>): Promise<AddedRow>;
	/** Takes the newest edit back that isn't yet, whichever tab made it; undefined: there is none. */
	undo(project: ProjectId): Promise<LastEdit | undefined>;
	/** The edit that `undo` would take back. */
	last(project: ProjectId): Live<LastEdit | undefined>;
	/** Writes the rows of edits, after a crash too. In one tab at a time; others wait. */
	settle(project: ProjectId, report: (now: Settling) => void): Promise<void>;
}
