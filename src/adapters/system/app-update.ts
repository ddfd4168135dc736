/** The page's service worker: whether the app is stored for use without a network, whether a newer build waits. */

type Hooks = {
	readonly onOfflineReady: () => void;
	readonly onNeedRefresh: () => void;
	readonly onNeedReload: () => void;
};
/** `registerSW` of the PWA plugin: what it returns lets the build that waits take over. */
type Register = (hooks: Hooks) => () => Promise<void>;

/**
 * Registers the worker and tells what becomes of it. A newer build takes the page over when it is asked to, never by
 * itself. Returns what loads the page anew, with the newer build where one waits.
 */
export function watchUpdates(
	register: Register,
	hear: { stored(): void; offerUpdate(apply: () => void): void },
	reload: () => void,
): () => void {
	let isWaiting = false;
	let isAsked = false;
	const takeOver = register({
		onOfflineReady: () => {
			hear.stored();
		},
		onNeedRefresh: () => {
			isWaiting = true;
			hear.offerUpdate(apply);
		},
		// All tabs get the newer build at once. Left to the plugin, this would reload one that carries a run out.
		onNeedReload: () => {
			isWaiting = false;
			if (isAsked) reload();
			else hear.offerUpdate(apply);
		},
	});
	return apply;

	function apply(): void {
		isAsked = true;
		if (isWaiting) void takeOver();
		else reload();
	}
}
