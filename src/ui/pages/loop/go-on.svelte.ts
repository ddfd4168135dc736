/** Takes a running run up again when nobody carries it out: after a reload, a crash, or the end of the other tab. */
import { firstValue } from '../../../app/live.ts';
import type { Library } from '../../../app/ports/library.ts';
import type { RunId } from '../../../core/id.ts';

/**
 * A run that comes to rest leaves its worker before this page hears of its new state: it is not taken up before both
 * have had this long to agree.
 */
const AGREE_MS = 1500;
/** While another tab holds the project, asked again this often: its lock dies with it. */
const ASK_AGAIN_MS = 5000;

export type GoingOn = {
	/** The run is to be running, and no worker of this tab carries out any. */
	readonly isWanted: boolean;
	readonly isHeldElsewhere: boolean;
};

/** Starts what is wanted, again and again while another tab holds it. Call while a component initialises. */
export function goOnByItself(
	library: Pick<Library, 'run'>,
	run: RunId,
	{ read, start }: { readonly read: () => GoingOn; readonly start: () => Promise<void> },
): void {
	// Timers and the run worker live outside Svelte.
	$effect(() => {
		const { isWanted, isHeldElsewhere } = read();
		if (!isWanted) return;
		const wait = setInterval(
			() => {
				void startIfRunning();
				if (!isHeldElsewhere) clearInterval(wait);
			},
			isHeldElsewhere ? ASK_AGAIN_MS : AGREE_MS,
		);
		return () => {
			clearInterval(wait);
		};
	});

	/** What is stored decides: what this page heard may be older. */
	async function startIfRunning(): Promise<void> {
		const stored = await firstValue(library.run(run));
		if (stored?.state.kind === 'running') await start();
	}
}
