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
	onTakeOver: (hear: () => void) => void = onOtherBuild,
): () => void {
	let isWaiting = false;
	let isAsked = false;
	// The plugin tells of it only a page that has heard before that a build waits, 200 ms after it does.
	onTakeOver(taken);
	const takeOver = register({
		onOfflineReady: () => {
			hear.stored();
		},
		onNeedRefresh: () => {
			isWaiting = true;
			hear.offerUpdate(apply);
		},
		onNeedReload: taken,
	});
	return apply;

	/** All tabs get the newer build at once. Left to the plugin, this would reload one that carries a run out. */
	function taken(): void {
		isWaiting = false;
		if (isAsked) reload();
		else hear.offerUpdate(apply);
	}

	function apply(): void {
		isAsked = true;
		if (isWaiting) void takeOver();
		else reload();
	}
}

/** Tells when another build takes this page over; the first that there is comes with the page itself. */
function onOtherBuild(hear: () => void): void {
	if (!('serviceWorker' in navigator)) return;
	const { serviceWorker } = navigator;
	// A page that was loaded past the worker has none, and one is there all the same.
	const before = serviceWorker.getRegistration().then((registration) => registration?.active);
	let isFirst = true;
	serviceWorker.addEventListener('controllerchange', () => {
		const wasFirst = isFirst;
		isFirst = false;
		void before.then((active) => {
			if (!wasFirst || active) hear();
		});
	});
}
