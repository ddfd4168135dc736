/** The keys of the Pools page. */
import { offerActions } from '../../state/actions.svelte.ts';

type Verbs = {
	readonly step: (by: 1 | -1) => unknown;
	readonly select: (isRange: boolean) => unknown;
	readonly edit: () => unknown;
	readonly remove: () => unknown;
	readonly search: () => unknown;
	readonly undo: () => unknown;
	readonly back: () => unknown;
};

/** Offers them while the component lives; call it while it initialises. */
export function offerBoardActions(verbs: Verbs): void {
	offerActions(() => [
		{ name: 'Next row', key: 'J', isKeyOnly: true, run: () => verbs.step(1) },
		{ name: 'Previous row', key: 'K', isKeyOnly: true, run: () => verbs.step(-1) },
		{ name: 'Select the row', key: 'X', isKeyOnly: true, run: () => verbs.select(false) },
		{
			name: 'Select from the last selected row',
			key: 'Shift X',
			isKeyOnly: true,
			run: () => verbs.select(true),
		},
		{ name: 'Edit the row', key: 'E', run: verbs.edit },
		{ name: 'Delete the selected rows', key: 'Delete', run: verbs.remove },
		{ name: 'Undo the last edit of the pools', note: 'Ctrl Z', run: verbs.undo },
		{ name: 'Search the instructions', key: '/', run: verbs.search },
		{ name: 'Close the row, clear the filter', key: 'Escape', isKeyOnly: true, run: verbs.back },
	]);
}

/** Ctrl Z where no field has an undo of its own. */
export function isUndo(event: KeyboardEvent): boolean {
	if (event.key.toLowerCase() !== 'z' || event.shiftKey || event.altKey) return false;
	if (!(event.ctrlKey || event.metaKey)) return false;
	return !(
		event.target instanceof Element && event.target.closest('input:not(.checkbox), textarea')
	);
}
