/** What an import needs of the world, and what it is asked for: files as records, a store that is filled before it is seen. */
import type { Caps } from '../core/budget.ts';
import type { Answer } from '../core/answer.ts';
import type { Reading } from '../core/formats/format.ts';
import type { Layout } from '../core/formats/layout.ts';
import type { Fields, FileRecord } from '../core/formats/record.ts';
import type { ImportRow } from '../core/formats/row.ts';
import type { HeldOutDraw } from '../core/formats/split.ts';
import type { ProjectId, RunId } from '../core/id.ts';
import type { Instruction } from '../core/instruction.ts';
import type { ImportReport, Project } from '../core/project.ts';
import type { Recipe } from '../core/recipe.ts';
import type { Run } from '../core/run.ts';
import type { TeacherSettings } from '../core/teacher.ts';

/** Files of rows, read piece by piece. Everything throws AppError 'import/…' for a file that holds no rows. */
export interface RecordFiles {
	/** How the file seems to be laid out. */
	layoutOf(file: Blob): Promise<Layout>;
	/** All records, some at a time; `onBytes` hears how far it has come. */
	records(
		file: Blob,
		layout: Layout,
		onBytes?: (done: number) => void,
	): AsyncIterable<readonly FileRecord[]>;
}

/** Where an import writes: nothing of it is seen before `commit`, and nothing stays when that never comes. */
export interface ImportStore {
	/** Notes that rows of this project may lie here unfinished. */
	begin(project: ProjectId): Promise<void>;
	add(rows: {
		readonly instructions: readonly Instruction[];
		readonly answers: readonly Answer[];
	}): Promise<void>;
	/** Durable before it resolves; `run` is null for a project of instructions alone. */
	commit(project: Project, run: Run | null): Promise<void>;
	/** Takes back what was added. */
	discard(project: ProjectId): Promise<void>;
}

export type ImportSource = {
	readonly file: Blob;
	readonly name: string;
	/** null: as it seems to be; with a layout alone, as it then seems to be. */
	readonly reading: Reading | Pick<Reading, 'layout'> | null;
};

/** Rows drawn from the file, or those of a second file. */
export type HeldOut = HeldOutDraw | { readonly kind: 'file'; readonly source: ImportSource };

export type ImportOrder = {
	readonly source: ImportSource;
	readonly heldOut: HeldOut;
	/** Of the draw. */
	readonly seed: number;
};

/** A project of the user's own from a file; `seed` draws the held-out rows. */
export type ProjectImport = ImportOrder & {
	readonly name: string;
	/** The run to make on it; null: instructions alone, for curating. */
	readonly distil: {
		readonly teacher: TeacherSettings;
		readonly recipe: Recipe;
		/** Left out: none. */
		readonly caps?: Caps | undefined;
		/** The run is a trial of the recipe; default false. */
		readonly isTrial?: boolean | undefined;
	} | null;
};
/** `run` is null where none was asked for. */
export type ImportedProject = { readonly project: ProjectId; readonly run: RunId | null };

/** `done` of `total`: bytes while it reads and compares, rows while it writes. */
export type ImportProgress = {
	readonly step: 'read' | 'compare' | 'write';
	readonly done: number;
	readonly total: number;
};

/** What a file would become, before anything is written. */
export type ImportPreview = {
	readonly reading: Reading;
	/** Names of the fields of the first records, and these records: for choosing what is what. */
	readonly names: readonly string[];
	readonly sample: readonly Fields[];
	readonly report: ImportReport;
	/** The first usable rows. */
	readonly first: readonly ImportRow[];
	/** Rows that came with an answer; rows that name no skill. */
	readonly answered: number;
	readonly unnamed: number;
	/** Mean characters of instruction with input, and of an output; 0 where there are none. */
	readonly taskChars: number;
	readonly answerChars: number;
};

/** How an import is watched and stopped. */
export type Watching = {
	readonly signal: AbortSignal;
	readonly onProgress: (progress: ImportProgress) => void;
};

/** Imports, for pages. All throw AppError 'import/…' for a file that can't be used, the signal's reason when stopped. */
export interface Imports {
	/** What the file would become; nothing is written. */
	preview(order: ImportOrder, watching: Watching): Promise<ImportPreview>;
	/** Every refused row as CSV. */
	refusedRows(order: ImportOrder, watching: Watching): Promise<Blob>;
	/** The project and its run, where one is wished, ready to start: all of it, or, however it ends, nothing. */
	create(own: ProjectImport, watching: Watching): Promise<ImportedProject>;
}
