/** Hears what is written to the database, and appends it to a file: the browser may throw the database away. */
import { lineOf, type Write } from './batch.ts';

/** Takes lines in order. */
export interface Appender {
	/** `isDurable`: on disk before anything else is written. */
	append(line: string, isDurable: boolean): void;
}

/** Tables of which only the newest state matters: a run writes its progress twice a second. */
const QUIET: ReadonlySet<string> = new Set(['progress']);
const QUIET_MS = 2000;

export class Journal {
	readonly #open: (id: string) => Promise<Appender>;
	#id: string | undefined;
	#isOpening = false;
	#appender: Appender | undefined;
	#waiting: { readonly line: string; readonly isDurable: boolean }[] = [];
	/** Of quiet tables, by table: writes that wait for others to go along with. */
	#quiet: readonly Write[] = [];
	#saying: ReturnType<typeof setTimeout> | undefined;
	#isOff = false;

	/** `open`: makes a new segment of the journal `id`. */
	constructor(open: (id: string) => Promise<Appender>) {
		this.#open = open;
	}

	/** To be called in the event of a transaction's completion. */
	take(writes: readonly Write[], isDurable: boolean): void {
		if (this.#isOff) return;
		if (writes.every(({ table }) => QUIET.has(table))) {
			this.#quiet = writes;
			this.#saying ??= setTimeout(() => {
				this.#say([], false);
			}, QUIET_MS);
		} else this.#say(writes, isDurable);
	}

	/** The journal is known from now on; its segment is made with the first line. */
	begin(id: string): void {
		this.#id = id;
		if (this.#waiting.length > 0) this.#openOnce();
	}

	/** There is no journal to write to: nothing is kept beside the database. */
	end(): void {
		this.#isOff = true;
		this.#waiting = [];
	}

	#say(writes: readonly Write[], isDurable: boolean): void {
		clearTimeout(this.#saying);
		this.#saying = undefined;
		const all = [...this.#quiet, ...writes];
		this.#quiet = [];
		const at = performance.timeOrigin + performance.now();
		const line = lineOf({ at, writes: all });
		if (this.#appender !== undefined) {
			this.#appender.append(line, isDurable);
			return;
		}
		this.#waiting.push({ line, isDurable });
		this.#openOnce();
	}

	#openOnce(): void {
		if (this.#isOpening || this.#id === undefined) return;
		this.#isOpening = true;
		void this.#open(this.#id).then(
			(appender) => {
				for (const { line, isDurable } of this.#waiting) appender.append(line, isDurable);
				this.#waiting = [];
				this.#appender = appender;
			},
			(thrown: unknown) => {
				// A browser without such files, or without room for one: the database is all there is.
				console.info('There is no journal beside the database:', thrown);
				this.end();
			},
		);
	}
}
