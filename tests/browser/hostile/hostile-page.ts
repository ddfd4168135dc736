/** A page of ours with hostile texts on it: under a policy that hears every load, and held to doing no harm. */
import { expect } from 'vitest';
import { page } from 'vitest/browser';
import { cleanup } from 'vitest-browser-svelte';
import '../../../src/ui/base.css';
import { HOSTILE } from '../../fixtures/hostile/corpus.ts';
import type { Harm } from '../../fixtures/hostile/hostile-kind.ts';
import { suspectsIn, Watch } from './harms.ts';

/** The test's own page: scripts would run and be heard, everything else from elsewhere is refused and heard. */
const POLICY =
	"img-src 'self' data:; media-src 'none'; font-src 'self' data:; frame-src 'none'; object-src 'none'; " +
	"form-action 'none'; style-src 'self' 'unsafe-inline'; manifest-src 'none'";
const WIDTHS = [1280, 390];

const watch = new Watch(window);
const policy = document.createElement('meta');
policy.httpEquiv = 'Content-Security-Policy';
policy.content = POLICY;
document.head.append(policy);
// Pages stand in a frame that keeps them off the edge.
document.body.style.paddingInline = 'var(--page-edge)';

/** A text with its number at its end, by which a page is seen to show it to the last. */
export type Numbered = { readonly text: string; readonly end: string };
export const NUMBERED: readonly Numbered[] = HOSTILE.map(({ text }, index) => {
	const end = `end ${String(1000 + index)}.`;
	return { text: `${text}\n\n${end}`, end };
});

/** So many at once keep a test well under half a minute, also where the machine is busy. */
export function inParts<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
	return Array.from({ length: Math.ceil(all.length / size) }, (_, part) =>
		all.slice(part * size, (part + 1) * size),
	);
}

/** Fails where one of the ends isn't on the page. */
export async function expectShown(texts: readonly { readonly end: string }[]): Promise<void> {
	await expect
		.poll(() => {
			const shown = document.body.textContent;
			return texts.filter(({ end }) => !shown.includes(end)).map(({ end }) => end);
		})
		.toEqual([]);
}

/** Fails where anything of the corpus did harm, wide and narrow; `texts` finds the elements that hold one text each. */
export async function expectInert(texts: string, except: readonly Harm[] = []): Promise<void> {
	for (const width of WIDTHS) {
		await page.viewport(width, 900);
		const links = '.markdown a, a[href]:not([href^="/"], [href^="#"])';
		const harms = watch.harms({ texts, links }).filter((harm) => !except.includes(harm));
		expect(harms, `at ${String(width)} px`).toEqual([]);
	}
	expect(suspectsIn(document.body)).toEqual([]);
	await watch.fence();
	expect(watch.loads).toEqual([]);
}

/** Mounts and checks one page after the other in one test. */
export async function startOver(): Promise<void> {
	cleanup();
	await page.viewport(1280, 900);
}
