/** A clock that only sleepers move: the first to wake sets the time. */
import type { Clock, Sleep } from '../../src/app/ports/system.ts';

export class ManualTime {
	now = 1_000_000;
	readonly slept: number[] = [];

	readonly clock: Clock = () => this.now;

	readonly sleep: Sleep = async (ms, signal) => {
		signal.throwIfAborted();
		this.slept.push(ms);
		const wakeAt = this.now + ms;
		await Promise.resolve();
		this.now = Math.max(this.now, wakeAt);
		signal.throwIfAborted();
	};
}
