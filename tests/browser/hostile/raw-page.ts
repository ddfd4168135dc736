/** A page that trusts: the text is its HTML, in a frame of its own, and whatever can be touched is touched. */
import { Marked } from 'marked';
import type { Harm, HostileKind } from '../../fixtures/hostile/hostile-kind.ts';
import { Watch } from './harms.ts';

/** Nothing leaves the machine: what would be loaded is refused, and heard by that. */
const POLICY =
	"default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; form-action 'none'";
const marked = new Marked();

export type RawPage = { readonly harms: () => readonly Harm[]; readonly close: () => void };

export function rawPage({ as }: HostileKind, text: string): RawPage {
	const frame = document.createElement('iframe');
	frame.width = '400';
	document.body.append(frame);
	const view = frame.contentWindow as (Window & typeof globalThis) | null;
	if (view === null) throw new Error('expected a frame with a window');
	const page = view.document;
	page.open();
	const watch = new Watch(view);
	// eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else runs the scripts of a text
	page.write(
		`<!doctype html><meta http-equiv="Content-Security-Policy" content="${POLICY}">` +
			`<style>html{white-space:pre-wrap}</style>${htmlOf(as, text)}`,
	);
	page.close();
	return {
		harms: () => {
			if (view.location.hash !== '#left') touchAll(page);
			return watch.harms();
		},
		close: () => {
			frame.remove();
		},
	};
}

function htmlOf(as: HostileKind['as'], text: string): string {
	if (as === 'attribute') return `<input value="${text}">`;
	return as === 'markdown' ? marked.parse(text, { async: false }) : text;
}

/** Links to scripts are clicked, forms sent; others would only leave the frame. */
function touchAll(page: Document): void {
	for (const link of page.querySelectorAll('a')) if (link.protocol === 'javascript:') link.click();
	for (const form of page.querySelectorAll('form')) form.requestSubmit();
}
