/** What the user prefers in this browser: theme, and whether single letters act as keys. */
import type { Settings } from '../../app/ports/settings.ts';

export type Theme = 'system' | 'light' | 'dark';
type Store = Pick<Settings, 'get' | 'set'>;

class Preferences {
	#theme = $state<Theme>('system');
	#hasSingleLetters = $state(true);

	get theme(): Theme {
		return this.#theme;
	}

	get hasSingleLetters(): boolean {
		return this.#hasSingleLetters;
	}

	async read(store: Store): Promise<void> {
		const [theme, letters] = await Promise.all([store.get('theme'), store.get('single-letters')]);
		this.#theme = theme === 'light' || theme === 'dark' ? theme : 'system';
		this.#hasSingleLetters = letters !== 'off';
	}

	async setTheme(theme: Theme, store: Store): Promise<void> {
		this.#theme = theme;
		await store.set('theme', theme);
	}

	async setSingleLetters(isOn: boolean, store: Store): Promise<void> {
		this.#hasSingleLetters = isOn;
		await store.set('single-letters', isOn ? 'on' : 'off');
	}
}

export const preferences = new Preferences();
