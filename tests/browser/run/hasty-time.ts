/** Time for a worker under test: waits of a second or more, and its clock, run a hundred times as fast. */

const FASTER = 100;
/** Shorter ones are how often something is looked at or written; hastened they would only fill the processor. */
const LEAST_MS = 450;

const began = Date.now();
const realNow = Date.now.bind(Date);
const realTimeout = self.setTimeout.bind(self);
/** Added by a machine that slept, in ms. */
let slept = 0;

Date.now = () => Math.round(began + slept + (realNow() - began) * FASTER);
self.setTimeout = ((work: () => void, ms = 0) =>
	realTimeout(work, isLeft(ms) ? ms : ms / FASTER)) as typeof self.setTimeout;

/** A worker named "patient" starts workers of its own, which take the seconds that they take. */
function isLeft(ms: number): boolean {
	return ms < LEAST_MS || (self.name === 'patient' && ms > 100_000);
}

new BroadcastChannel('hasty-time').addEventListener('message', ({ data }: MessageEvent<number>) => {
	slept += data;
});
