import { afterEach, expect, test } from 'vitest';
import { Keyboard, keyName } from '../../../../src/ui/state/keyboard.ts';

const done: string[] = [];
const ACTIONS = ['G H', 'G ,', 'J', 'Shift X', 'Space', '?', 'Ctrl K', 'Ctrl Enter'].map((key) => ({
	name: key,
	key,
	run: () => done.push(key),
}));

/** The action for a key pressed on `target`. */
function press(
	keyboard: Keyboard,
	key: string,
	init: KeyboardEventInit & { target?: Element; at?: number; hasSingleLetters?: boolean } = {},
): string | undefined {
	const { target = document.body, at = 0, hasSingleLetters = true, ...rest } = init;
	let found: string | undefined;
	const listen = (event: Event) => {
		found = keyboard.actionFor(event as KeyboardEvent, ACTIONS, { hasSingleLetters, at })?.key;
	};
	target.addEventListener('keydown', listen, { once: true });
	target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...rest }));
	return found;
}
function put(html: string): Element {
	const host = document.createElement('div');
	host.className = 'put';
	host.innerHTML = html;
	document.body.append(host);
	const element = host.querySelector('[data-here]');
	if (element === null) throw new Error('the markup marks no element with data-here');
	return element;
}
afterEach(() => {
	for (const host of document.querySelectorAll('.put')) host.remove();
});

test('keys are named as printed', () => {
	const name = (key: string, init: KeyboardEventInit = {}) =>
		keyName(new KeyboardEvent('keydown', { key, ...init }));
	expect(name('j')).toBe('J');
	expect(name('X', { shiftKey: true })).toBe('Shift X');
	expect(name('?', { shiftKey: true })).toBe('?');
	expect(name(' ')).toBe('Space');
	expect(name('k', { metaKey: true })).toBe('Ctrl K');
	expect(name('ArrowDown', { shiftKey: true })).toBe('Shift ArrowDown');
	expect(name('Shift', { shiftKey: true })).toBeUndefined();
});

test('G then a letter goes to a page, if the letter comes soon', () => {
	const keyboard = new Keyboard();
	expect(press(keyboard, 'g', { at: 0 })).toBeUndefined();
	expect(press(keyboard, 'h', { at: 800 })).toBe('G H');
	expect(press(keyboard, 'g', { at: 2000 })).toBeUndefined();
	expect(press(keyboard, 'h', { at: 9000 })).toBeUndefined();
});

test('a letter after G that names no page acts as itself', () => {
	const keyboard = new Keyboard();
	press(keyboard, 'g');
	expect(press(keyboard, 'j', { at: 10 })).toBe('J');
});

test.each([
	['a text field', '<input data-here />'],
	['a text area', '<textarea data-here></textarea>'],
	['a select', '<select data-here></select>'],
	['editable text', '<p contenteditable="true"><b data-here>x</b></p>'],
	['a dialog', '<div role="dialog"><button data-here>x</button></div>'],
])('single letters do nothing in %s, combined keys do', (_, html) => {
	const target = put(html);
	const keyboard = new Keyboard();
	expect(press(keyboard, 'j', { target })).toBeUndefined();
	expect(press(keyboard, 'k', { target, ctrlKey: true })).toBe('Ctrl K');
});

test('Space presses the button that has the focus, and acts elsewhere', () => {
	const keyboard = new Keyboard();
	expect(press(keyboard, ' ', { target: put('<button data-here>x</button>') })).toBeUndefined();
	expect(press(keyboard, ' ', { target: put('<p data-here>x</p>') })).toBe('Space');
});

test('single letters can be switched off', () => {
	const keyboard = new Keyboard();
	expect(press(keyboard, 'j', { hasSingleLetters: false })).toBeUndefined();
	expect(press(keyboard, 'Enter', { hasSingleLetters: false, ctrlKey: true })).toBe('Ctrl Enter');
});
