/** The real keys of a tab over a text in memory; `told` hears what is handed to the run engine. */
import { type SealedText, StoredTeacherKeys } from '../../src/adapters/keys/teacher-keys.ts';
import { KeyRing } from '../../src/adapters/system/key-ring.ts';
import { LiveCell } from './live-cell.ts';

/** A stored text that tabs share. */
export class MemorySealedText implements SealedText {
	readonly live = new LiveCell<string | undefined>(undefined);

	read(): Promise<string | undefined> {
		return Promise.resolve(this.live.value);
	}

	write(text: string | undefined): Promise<void> {
		this.live.set(text);
		return Promise.resolve();
	}
}

export function memoryKeys(told: string[] = [], text = new MemorySealedText()) {
	const keys = new StoredTeacherKeys({
		ring: new KeyRing(),
		hand: (slot, key) => {
			told.push(key === null ? `forget key ${slot}` : `key ${slot} ${key}`);
			return Promise.resolve();
		},
		text,
		alone: (work) => work(),
	});
	return Object.assign(keys, { text });
}
