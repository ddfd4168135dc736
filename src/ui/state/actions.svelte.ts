/** What can be done right now: offered by the frame and the open page, run by key or from the palette. */
import { untrack } from 'svelte';

export type Action = {
	/** A verb with its number and price: "Retry 18 failed calls". */
	readonly name: string;
	/** Where it acts, or its price. */
	readonly note?: string;
	/** As printed on the keys: "J", "Space", "G H" (one after the other), "Ctrl Enter", "Shift X". */
	readonly key?: string;
	/** Only a key: moving in a list is no command to search for. */
	readonly isKeyOnly?: boolean;
	readonly run: () => unknown;
};

class Actions {
	#offers = $state.raw<readonly (readonly Action[])[]>([]);

	/** Newest offers first, so that the page's keys win over the frame's. */
	get all(): readonly Action[] {
		return this.#offers.flat();
	}

	/** Offers actions until the returned function is called. */
	offer(list: readonly Action[]): () => void {
		this.#offers = [list, ...this.#offers];
		return () => {
			this.#offers = this.#offers.filter((other) => other !== list);
		};
	}
}

export const actions = new Actions();

/** Offers what `list` gives, anew when what it reads changes, while the component lives. Call it while it initialises. */
export function offerActions(list: () => readonly Action[]): void {
	// The register outlives the component: this effect puts its actions in and takes them out.
	$effect.pre(() => {
		const current = list();
		return untrack(() => actions.offer(current));
	});
}
