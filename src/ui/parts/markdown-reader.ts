/** Reads Markdown as it is written: blocks that can't change any more are not read again. */
import { htmlBlocks, lex, plainHtml } from './markdown-blocks.ts';
import { withShownControls } from './shown-controls.ts';
import { steady } from './steady-markdown.ts';

/** More than this of unfinished blocks is shown as plain text until it is over: each new word would be read with all of it. */
const MOST_UNFINISHED_CHARS = 8000;
/** The last block may grow, and what it becomes may join the one before: "1", then "1. two". */
const UNFINISHED_BLOCKS = 2;

export class MarkdownReader {
	#taken = '';
	#finished: string[] = [];
	#rest = '';

	/** HTML of the blocks of `text`, which begins with the text of the call before. Not clean yet. */
	read(text: string, isOver: boolean): readonly string[] {
		if (isOver) return htmlBlocks(withShownControls(text));
		if (!text.startsWith(this.#taken)) this.#forget();
		this.#rest += withShownControls(text.slice(this.#taken.length));
		this.#taken = text;
		if (this.#rest.length > MOST_UNFINISHED_CHARS)
			return [...this.#finished, plainHtml(this.#rest)];
		const blocks = lex(steady(this.#rest));
		const finished = blocks.slice(0, -UNFINISHED_BLOCKS);
		this.#finished.push(...finished.map(({ html }) => html));
		this.#rest = this.#rest.slice(finished.reduce((sum, { chars }) => sum + chars, 0));
		return [...this.#finished, ...blocks.slice(-UNFINISHED_BLOCKS).map(({ html }) => html)];
	}

	#forget(): void {
		this.#taken = '';
		this.#finished = [];
		this.#rest = '';
	}
}
