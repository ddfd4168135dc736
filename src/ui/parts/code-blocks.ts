/** Code blocks of a reply: the language that each names, and a button that copies the code. */

/** Anything else that stands there names no language. */
const LANGUAGE = /^[\w+#.-]{1,24}$/;

/** Puts a line above each block of cleaned nodes, whose `title` is its language. Once the words are compared: it is none of them. */
export function dressCode(root: ParentNode): void {
	for (const block of root.querySelectorAll('pre')) dress(block);
}

function dress(block: HTMLPreElement): void {
	const language = LANGUAGE.test(block.title) ? block.title : 'code';
	block.removeAttribute('title');
	const name = document.createElement('span');
	name.textContent = language;
	const button = document.createElement('button');
	button.type = 'button';
	button.className = 'link';
	button.textContent = 'Copy';
	button.setAttribute('aria-label', `Copy the ${language === 'code' ? '' : `${language} `}code`);
	button.addEventListener('click', () => void copy(block, button));
	const line = document.createElement('div');
	line.className = 'code-line';
	line.append(name, button);
	block.before(line);
}

async function copy(block: HTMLPreElement, button: HTMLButtonElement): Promise<void> {
	try {
		await navigator.clipboard.writeText(codeOf(block));
		button.textContent = 'Copied';
	} catch (thrown) {
		if (!(thrown instanceof DOMException)) throw thrown;
		// The browser may forbid it: what is selected can be copied by hand.
		getSelection()?.selectAllChildren(block);
		button.textContent = 'Selected';
	}
}

/** Without the words that are there for those who hear the page. */
function codeOf(block: HTMLPreElement): string {
	const code = block.cloneNode(true) as HTMLPreElement;
	for (const spoken of code.querySelectorAll('.visually-hidden')) spoken.remove();
	return code.textContent;
}
