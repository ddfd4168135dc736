/** Takes a running run up again when nobody carries it out: after a reload, a crash, or the end of the other tab. */

/** While another tab holds the project, asked again this often: its lock dies with it. */
const ASK_AGAIN_MS = 5000;

export type GoingOn = {
	/** The run is to be running, and no worker of this tab carries out any. */
	readonly isWanted: boolean;
	readonly isHeldElsewhere: boolean;
	readonly start: () => Promise<void>;
};

/** Starts what is wanted, once, and again and again while another tab holds it. Call while a component initialises. */
export function goOnByItself(read: () => GoingOn): void {
	// Timers and the run worker live outside Svelte.
	$effect(() => {
		const { isWanted, isHeldElsewhere, start } = read();
		if (!isWanted) return;
		if (!isHeldElsewhere) {
			void start();
			return;
		}
		const timer = setInterval(() => void start(), ASK_AGAIN_MS);
		return () => {
			clearInterval(timer);
		};
	});
}
