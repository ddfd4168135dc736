/** HTML of untrusted Markdown to nodes that can stand on the page: text and its structure, links that say where they lead, nothing that loads. */
import createPurifier from 'dompurify';
import { linkAddress, saysAddress } from './link-address.ts';

/** Attributes, by the one element that may have them; no id, class, style or name, and nothing with an address but a link. */
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
	A: ['href'],
	OL: ['start'],
	PRE: ['title'],
	TH: ['align'],
	TD: ['align'],
};
/** Chromium fetches the file of a `track` that is merely parsed, in the sanitiser's own document too. */
const LOADS_WHEN_PARSED = /<(?=track)/gi;
const purifier = createPurifier(window);
const PROFILE = {
	ALLOWED_TAGS: [
		...['p', 'br', 'hr', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'blockquote', 'pre', 'code'],
		...['em', 'strong', 'del', 'a', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
	],
	ALLOWED_ATTR: ['href', 'start', 'align', 'title'],
	ADD_URI_SAFE_ATTR: ['start', 'align', 'title'],
	ALLOWED_URI_REGEXP: /^https?:\/\//i,
	ALLOWED_NAMESPACES: ['http://www.w3.org/1999/xhtml'],
	ALLOW_ARIA_ATTR: false,
	ALLOW_DATA_ATTR: false,
	RETURN_DOM_FRAGMENT: true,
} as const;

/** Nodes of the HTML, cleaned; every call gives new ones. What can't be cleaned stands there as it was written. */
export function cleanHtml(html: string): DocumentFragment {
	try {
		return cleaned(html);
	} catch {
		// A frameset, say, is the body of the sanitiser's own document, which then has none to read.
		const fragment = document.createDocumentFragment();
		fragment.append(html);
		return fragment;
	}
}

function cleaned(html: string): DocumentFragment {
	const fragment = purifier.sanitize(html.replace(LOADS_WHEN_PARSED, '&lt;'), {
		...PROFILE,
		ALLOWED_TAGS: [...PROFILE.ALLOWED_TAGS],
		ALLOWED_ATTR: [...PROFILE.ALLOWED_ATTR],
		ADD_URI_SAFE_ATTR: [...PROFILE.ADD_URI_SAFE_ATTR],
		ALLOWED_NAMESPACES: [...PROFILE.ALLOWED_NAMESPACES],
	});
	for (const element of fragment.querySelectorAll('*')) keepOwnAttributes(element);
	for (const link of fragment.querySelectorAll('a')) dressLink(link);
	for (const table of fragment.querySelectorAll('table')) letScroll(table);
	return fragment;
}

function keepOwnAttributes(element: Element): void {
	const own = ATTRIBUTES[element.tagName] ?? [];
	for (const name of element.getAttributeNames())
		if (!own.includes(name)) element.removeAttribute(name);
}

/** A link opens elsewhere, tells nothing of us, and has its address in its words; any other is text. */
function dressLink(link: HTMLAnchorElement): void {
	const href = link.getAttribute('href') ?? '';
	const address = linkAddress(href);
	if (address === undefined) {
		link.replaceWith(...link.childNodes);
		return;
	}
	link.target = '_blank';
	link.rel = 'noopener noreferrer nofollow';
	link.referrerPolicy = 'no-referrer';
	if (saysAddress(link.textContent, href)) return;
	const shown = document.createElement('span');
	shown.className = 'address';
	shown.textContent = address;
	link.append(' ', shown);
}

/** A table may be wider than its column; what scrolls must be reachable by keys. */
function letScroll(table: HTMLTableElement): void {
	const frame = document.createElement('div');
	frame.className = 'table-scroll';
	frame.tabIndex = 0;
	frame.setAttribute('role', 'group');
	frame.setAttribute('aria-label', 'Table');
	table.replaceWith(frame);
	frame.append(table);
}
