/** Branded ids: one kind can't be passed for another. */
declare const brand: unique symbol;
type Id<Kind extends string> = string & { readonly [brand]: Kind };

export type ProjectId = Id<'project'>;
export type RunId = Id<'run'>;
export type InstructionId = Id<'instruction'>;
export type StudentId = Id<'student'>;
/** sha-256 (hex) of a request's content: see `call.ts`. */
export type CallKey = Id<'call'>;
/** A teacher that the user has saved. */
export type TeacherId = Id<'teacher'>;
/** Where a teacher's key is kept: see `keySlotOf` in `teacher.ts`. */
export type KeySlot = Id<'key slot'>;
/** A set of instructions put to several students. */
export type ExamId = Id<'exam'>;
/** The trainer's own name of a fine-tuning job. */
export type JobId = Id<'job'>;

/** Id of the row `order` of a project's seeds. */
export function seedId(project: ProjectId, order: number): InstructionId {
	return `${seedsOf(project)}${String(order)}` as InstructionId;
}

/** The `order` of a seed, of one with a new text too; undefined for an id that is no seed's. */
export function seedOrderOf(project: ProjectId, id: string): number | undefined {
	const order = id.startsWith(seedsOf(project)) ? id.slice(seedsOf(project).length) : '';
	return /^\d+(~\d+)?$/.test(order) ? Number.parseInt(order, 10) : undefined;
}

/** What the ids of a project's seeds begin with. */
export function seedsOf(project: ProjectId): string {
	return `${project}/seed/`;
}

/** Id of candidate `index` of an iteration: the same replies give the same ids. */
export function candidateId(run: RunId, iteration: number, index: number): InstructionId {
	return `${run}/${String(iteration)}/${String(index)}` as InstructionId;
}

/** Id of the n-th new text (from 1) that a user gave an instruction. It begins with the instruction's own. */
export function editedId(from: InstructionId, n: number): InstructionId {
	return `${originalId(from)}~${String(n)}` as InstructionId;
}

/** The id of the instruction before a user gave it new texts; its own where nobody did. */
export function originalId(id: InstructionId): InstructionId {
	return id.replace(/~\d+$/, '') as InstructionId;
}

/** Id of student-k of a run; iteration −1 is the base. */
export function studentIdOf(run: RunId, iteration: number): StudentId {
	return `${run}/student/${String(iteration)}` as StudentId;
}
