/** The words that a reader sees under a node, and marks under those that differ. */

type Piece = { readonly text: string; readonly differs: boolean };
const BLOCKS = 'p, li, h3, h4, h5, h6, pre, blockquote, th, td';

/** All text, a line for each block. */
export function visibleText(root: ParentNode): string {
	return runsOf(root)
		.map(({ before, node }) => before + node.data)
		.join('');
}

/** Puts an `ins` around each piece that differs; the pieces together are `visibleText(root)`. */
export function underline(root: ParentNode, pieces: readonly Piece[]): void {
	const differs = pieces.flatMap((piece) => Array<boolean>(piece.text.length).fill(piece.differs));
	let at = 0;
	for (const { before, node } of runsOf(root)) {
		at += before.length;
		const marks = differs.slice(at, at + node.data.length);
		at += node.data.length;
		if (marks.includes(true)) node.replaceWith(...marked(node.data, marks));
	}
}

function runsOf(root: ParentNode): { readonly before: string; readonly node: Text }[] {
	const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
	const runs: { before: string; node: Text }[] = [];
	let block: Element | null | undefined;
	while (walker.nextNode() !== null) {
		const node = walker.currentNode as Text;
		const own = node.parentElement?.closest(BLOCKS) ?? null;
		runs.push({ before: block === undefined || own === block ? '' : '\n', node });
		block = own;
	}
	return runs;
}

function marked(text: string, marks: readonly boolean[]): (string | Element)[] {
	const parts: (string | Element)[] = [];
	for (let from = 0; from < text.length;) {
		const differs = marks[from] === true;
		const end = marks.indexOf(!differs, from);
		const words = text.slice(from, end < 0 ? text.length : end);
		parts.push(differs ? insertion(words) : words);
		from += words.length;
	}
	return parts;
}

function insertion(words: string): Element {
	const element = document.createElement('ins');
	const spoken = document.createElement('span');
	spoken.className = 'visually-hidden';
	spoken.textContent = 'differs: ';
	element.append(spoken, words);
	return element;
}
