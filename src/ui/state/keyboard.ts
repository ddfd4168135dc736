/** From key presses to actions: names of keys, two-key sequences, and where single keys must not act. */
import type { Action } from './actions.svelte.ts';

const FIELDS =
	'input, textarea, select, [contenteditable="true"], [role="dialog"], [role="textbox"]';
/** What Space and Enter already press. */
const PRESSED = 'button, a[href], summary, [role="option"], [role="menuitem"], [role="grid"]';
/** A sequence is two keys within this time. */
const SEQUENCE_MS = 1200;

/** The key as printed: "J", "Space", "?", "Ctrl Enter", "Shift X"; undefined for a modifier alone. */
export function keyName(event: KeyboardEvent): string | undefined {
	if (['Control', 'Shift', 'Alt', 'Meta', 'Dead'].includes(event.key)) return undefined;
	const isLetter = /^\p{L}$/u.test(event.key);
	const base = event.key === ' ' ? 'Space' : isLetter ? event.key.toUpperCase() : event.key;
	// Shift is part of '?' itself, but tells X from Shift X.
	const isShifted = event.shiftKey && (isLetter || event.key.length > 1);
	const modifiers = [
		event.ctrlKey || event.metaKey ? 'Ctrl' : '',
		event.altKey ? 'Alt' : '',
		isShifted ? 'Shift' : '',
	];
	return [...modifiers, base].filter((part) => part !== '').join(' ');
}

export class Keyboard {
	#first: { readonly name: string; readonly at: number } | undefined;

	/** The action that this key press asks for. `at`: ms of any steady clock. */
	actionFor(
		event: KeyboardEvent,
		offered: readonly Action[],
		options: { readonly hasSingleLetters: boolean; readonly at: number },
	): Action | undefined {
		const name = keyName(event);
		if (name === undefined || event.defaultPrevented || event.isComposing) return undefined;
		const isCombined = name.startsWith('Ctrl ') || name.startsWith('Alt ');
		const isSingleAllowed = options.hasSingleLetters && mayActOn(event.target, name);
		return isCombined || isSingleAllowed ? this.#find(name, offered, options.at) : undefined;
	}

	#find(name: string, offered: readonly Action[], at: number): Action | undefined {
		const first = this.#first;
		this.#first = undefined;
		if (first !== undefined && at - first.at < SEQUENCE_MS) {
			const sequence = offered.find(({ key }) => key === `${first.name} ${name}`);
			if (sequence !== undefined) return sequence;
		}
		const single = offered.find(({ key }) => key === name);
		const begins = offered.some(({ key }) => key?.startsWith(`${name} `) ?? false);
		if (single === undefined && begins) this.#first = { name, at };
		return single;
	}
}

function mayActOn(target: EventTarget | null, name: string): boolean {
	if (!(target instanceof Element)) return true;
	if (target.closest(FIELDS) !== null) return false;
	return !(name === 'Space' || name === 'Enter') || target.closest(PRESSED) === null;
}
