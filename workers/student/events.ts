/** Lets messages in while work goes on in microtasks. */

/** The longest that an abort waits. */
const DEAF_MS = 30;

const channel = new MessageChannel();
const handled: (() => void)[] = [];
channel.port1.onmessage = () => {
	handled.shift()?.();
};
let lastHandled = 0;

/** WASM steps end in microtasks, in which no abort can arrive; a timer would wait 4 ms each time. */
export async function eventsHandled(): Promise<void> {
	if (performance.now() - lastHandled < DEAF_MS) return;
	await new Promise<void>((resolve) => {
		handled.push(resolve);
		channel.port2.postMessage(null);
	});
	lastHandled = performance.now();
}
