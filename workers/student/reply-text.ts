/** The text of one reply as its tokens come: which of it may be shown, and where a stop text ends it. */
import { settledText, stopIn } from '../../src/core/stop-text.ts';

/** Text of ids, none of which is left out but special ones. */
export type Decode = (ids: readonly number[]) => string;

export class ReplyText {
	readonly #decode: Decode;
	readonly #stops: readonly string[];
	readonly #ids: number[] = [];
	/** Tokens before `#read` are in `#text`; those from `#from` to there are decoded again, since words depend on what is before. */
	#from = 0;
	#read = 0;
	#text = '';
	#told = 0;
	#isCut = false;

	/** `stops`: end the reply and are no part of it. */
	constructor(decode: Decode, stops: readonly string[] = []) {
		this.#decode = decode;
		this.#stops = stops;
	}

	/** Takes the next token; true: a stop text has come with it, and the reply is over. */
	add(id: number): boolean {
		this.#ids.push(id);
		const grown = this.#grown();
		// The bytes of a character may come in several tokens.
		if (grown === '' || grown.endsWith('\uFFFD')) return false;
		this.#take(grown);
		return this.#isCut;
	}

	/** What has come since the last call and will stay. */
	settled(): string {
		return this.#more(this.#isCut ? this.#text : settledText(this.#text, this.#stops));
	}

	/** What is left to tell when no token comes any more. */
	rest(): string {
		return this.#more(this.whole());
	}

	/** All of it, when no token comes any more. */
	whole(): string {
		if (!this.#isCut && this.#read < this.#ids.length) this.#take(this.#grown());
		return this.#text;
	}

	#grown(): string {
		const known = this.#decode(this.#ids.slice(this.#from, this.#read));
		return this.#decode(this.#ids.slice(this.#from)).slice(known.length);
	}

	#take(grown: string): void {
		const before = this.#text.length;
		this.#text += grown;
		this.#from = this.#read;
		this.#read = this.#ids.length;
		const cut = stopIn(this.#text, this.#stops, before);
		if (cut === undefined) return;
		this.#isCut = true;
		this.#text = this.#text.slice(0, cut);
	}

	#more(text: string): string {
		const piece = text.slice(this.#told);
		this.#told += piece.length;
		return piece;
	}
}
