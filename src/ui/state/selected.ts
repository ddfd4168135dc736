/** Sets of rows that are replaced, never changed: a change is seen by who holds the old one. */
import type { InstructionId } from '../../core/id.ts';

export type Selected = ReadonlySet<InstructionId>;
export const NONE_SELECTED: Selected = new Set();

/** The set with the row, or without it where it was in it. */
export function toggledIn(selected: Selected, id: InstructionId): Selected {
	const next = new Set(selected);
	if (!next.delete(id)) next.add(id);
	return next;
}

export function together(selected: Selected, ids: readonly InstructionId[]): Selected {
	return new Set([...selected, ...ids]);
}
