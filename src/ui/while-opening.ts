/** What stands on the page until its database is open: nothing, or why it isn't. */
import { mount, unmount } from 'svelte';
import { codeOf, messageOf } from '../core/error.ts';
import NotOpen from './frame/NotOpen.svelte';

const KEPT = 'Nothing that is stored here has changed.';

/** The database that `open` opens; says so while another tab is in its way, and for good when it can't be opened. */
export async function openShown<T>(
	target: HTMLElement,
	open: (onBlocked: () => void) => Promise<T>,
): Promise<T> {
	let shown: Record<string, unknown> | undefined;
	const hide = async () => {
		if (shown !== undefined) await unmount(shown);
		shown = undefined;
	};
	try {
		const opened = await open(() => {
			shown ??= mount(NotOpen, { target, props: BLOCKED });
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
