/** What stands on the page until its database is open: nothing, or why it isn't. */
import { mount, unmount } from 'svelte';
import { codeOf, messageOf } from '../core/error.ts';
import NotOpen from './frame/NotOpen.svelte';
import PuttingBack from './frame/PuttingBack.svelte';
import { Restoring } from './state/restoring.svelte.ts';

const KEPT = 'Nothing that is stored here has changed.';

type Hearing = {
	/** Another tab is in the way. */
	readonly onBlocked: () => void;
	/** What the browser threw away is being put back; so many rows are there again. */
	readonly onRestoring: (rows: number) => void;
};

/**
 * What `open` opens; says so while another tab is in its way or rows are being put back, and for good when it can't be
 * opened.
 */
export async function openShown<T>(
	target: HTMLElement,
	open: (hearing: Hearing) => Promise<T>,
): Promise<T> {
	let shown: Record<string, unknown> | undefined;
	const progress = new Restoring();
	const hide = async () => {
		if (shown !== undefined) await unmount(shown);
		shown = undefined;
	};
	try {
		const opened = await open({
			onBlocked: () => {
				shown ??= mount(NotOpen, { target, props: BLOCKED });
			},
			onRestoring: (rows) => {
				progress.rows = rows;
				shown ??= mount(PuttingBack, { target, props: { progress } });
			},
		});
		await hide();
		return opened;
	} catch (thrown) {
		await hide();
		mount(NotOpen, { target, props: wordsOf(thrown) });
		throw thrown;
	}
}

const BLOCKED = {
	happened: 'Another tab holds the database of an older Retort.',
	means: `Close the other tabs of Retort, or reload them; this one then goes on by itself. ${KEPT}`,
};

function wordsOf(thrown: unknown): typeof BLOCKED {
	if (codeOf(thrown) === 'storage/newer')
		return {
			happened: 'This tab has an older Retort than this browser’s data.',
			means: messageOf(thrown),
		};
	return {
		happened: 'The database of this page can’t be opened.',
		means: `${messageOf(thrown)} ${KEPT} A private window or a browser that stores nothing for this page can’t run it.`,
	};
}
