/** Waiting that an abort ends at once. */
import type { Sleep } from '../../app/ports/system.ts';

export const sleep: Sleep = (ms, signal) =>
	new Promise((resolve, reject) => {
		signal.throwIfAborted();
		const give = () => {
			clearTimeout(timer);
			reject(signal.reason as Error);
		};
		const timer = setTimeout(() => {
			signal.removeEventListener('abort', give);
			resolve();
		}, ms);
		signal.addEventListener('abort', give, { once: true });
	});
