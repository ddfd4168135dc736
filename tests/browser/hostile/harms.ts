/** What hostile texts have done to a document: measured, not guessed from the markup. */
import type { Harm } from '../../fixtures/hostile/hostile-kind.ts';

type View = Window & typeof globalThis & { fired?: () => void };
/** A single text of a model is higher than this only where a page lets it fill the whole. */
const HIGHEST_PX = 2500;
const DEEPEST = 150;
/** Refused by the policy as what the texts ask for is. */
const FENCE = 'https://fence.example/a.png';
const NAME = 'hostileName';

/** Hears what happens in a document from now on. */
export class Watch {
	readonly #view: View;
	/** Names of the directives that a load, a form or a frame broke. */
	readonly loads: string[] = [];
	#fired = 0;

	constructor(view: View) {
		this.#view = view;
		view.fired = () => {
			this.#fired++;
		};
		view.document.addEventListener('securitypolicyviolation', (event) => {
			if (event.blockedURI !== FENCE)
				this.loads.push(`${event.effectiveDirective} ${event.blockedURI}`);
		});
	}

	/** Resolves when all that was refused before has been heard; needs a policy that refuses pictures from elsewhere. */
	fence(): Promise<void> {
		return new Promise((resolve) => {
			const { document: page } = this.#view;
			page.addEventListener('securitypolicyviolation', function hear({ blockedURI }) {
				if (blockedURI !== FENCE) return;
				page.removeEventListener('securitypolicyviolation', hear);
				resolve();
			});
			new this.#view.Image().src = FENCE;
		});
	}

	/** All harm so far. `texts` finds the elements that hold one foreign text each, `links` those that lead out. */
	harms({ texts = 'body', links = 'a[href]' } = {}): readonly Harm[] {
		const { document: page } = this.#view;
		const found: Record<Harm, boolean> = {
			...harmsOfText(page),
			...harmsOfLayout(page, texts),
			runs: this.#fired > 0,
			loads: this.loads.length > 0,
			leaves: this.#view.location.hash === '#left',
			rebases: new URL(page.baseURI).hostname === 'out.example',
			misleads: [...page.querySelectorAll<HTMLAnchorElement>(links)].some(isMisleading),
			restyles: isRestyled(this.#view),
			'takes the body': page.body.tagName !== 'BODY',
			'takes a name': NAME in this.#view || NAME in page,
			'is expanded': false,
			'is miscounted': ({} as { fired?: unknown }).fired !== undefined,
			speaks: false,
			computes: false,
		};
		return Object.entries(found).flatMap(([harm, is]) => (is ? [harm as Harm] : []));
	}
}

function isMisleading(link: HTMLAnchorElement): boolean {
	const isWeb = link.protocol === 'https:' || link.protocol === 'http:';
	return !isWeb || link.username !== '' || !link.textContent.includes(link.host);
}

function isRestyled(view: View): boolean {
	const { document: page } = view;
	const named = page.querySelectorAll('[style*="--hostile"]').length > 0;
	const first = page.body.firstElementChild;
	const shown = [page.documentElement, page.body, ...(first === null ? [] : [first])];
	return (
		named || shown.some((one) => view.getComputedStyle(one).getPropertyValue('--hostile') !== '')
	);
}

function harmsOfLayout(page: Document, texts: string) {
	const { scrollWidth, clientWidth } = page.documentElement;
	const heights = [...page.querySelectorAll(texts)].map(
		(one) => one.getBoundingClientRect().height,
	);
	return {
		widens: scrollWidth > clientWidth,
		heightens: Math.max(0, ...heights) > HIGHEST_PX,
		nests: depthOf(page.body) > DEEPEST,
	};
}

function depthOf(root: Element): number {
	let deepest = 0;
	for (const leaf of root.querySelectorAll(':not(:has(*))')) {
		let depth = 0;
		for (let at: Element | null = leaf; at !== null && at !== root; at = at.parentElement) depth++;
		deepest = Math.max(deepest, depth);
	}
	return deepest;
}

/** Half characters are told apart from whole ones by the flag u. */
const UNSEEN =
	// eslint-disable-next-line no-control-regex -- these are what is looked for
	/[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\ud800-\udfff]|[\u{e0000}-\u{e007f}]{8}|[\u{e0100}-\u{e01ef}]{2}|[\u115f\u200b-\u200d\u2060-\u2064\u3164\ufeff\uffa0]{8}/u;

function harmsOfText(page: Document) {
	const text = textOf(page);
	return {
		// eslint-disable-next-line no-control-regex -- these are what is looked for
		'runs on': /[\u000b\u000c\u0085\u2028\u2029]/.test(text),
		'piles up': /\p{M}{13}/u.test(text),
		turns: /[\u202a-\u202e\u2066-\u2069]/.test(text),
		hides: UNSEEN.test(text),
	};
}

/** What stands on the page as text, where the browser looks for it: not in scripts and sheets of the page. */
function textOf(page: Document): string {
	const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
	let text = '';
	while (walker.nextNode() !== null) {
		const { parentElement, nodeValue } = walker.currentNode;
		if (parentElement?.matches('script, style') !== true) text += nodeValue ?? '';
	}
	return text;
}

/** What has no place on a page of ours, whether it has done harm yet or not: elements, handlers, addresses, names. */
export function suspectsIn(root: ParentNode): readonly string[] {
	const elements =
		'script,iframe,object,embed,frame,frameset,base,meta,link,template,math,img,image,video,audio,picture,source,' +
		'track,marquee,portal,noscript,xmp,map,area,font,center,form[action],button[formaction],svg a,svg image,svg use,foreignObject';
	const found = [...root.querySelectorAll(elements)].map(({ tagName }) => tagName);
	for (const element of root.querySelectorAll('*'))
		for (const { name, value } of element.attributes)
			if (isSuspect(element, name, value)) found.push(`${element.tagName} ${name}`);
	return found;
}

function isSuspect({ tagName }: Element, name: string, value: string): boolean {
	if (name.startsWith('on')) return true;
	if (name === 'id' || name === 'name') return value === NAME || value === 'attributes';
	if (tagName === 'A' && name === 'href')
		return /^\s*(javascript|data|vbscript|blob):/i.test(value);
	return (
		['src', 'srcset', 'href', 'style', 'background'].includes(name) && /out\.example/.test(value)
	);
}
