/** What the user asked the page to do during a run: keep the screen awake, notify, ask before calls in doubt. */
import { untrack } from 'svelte';
import { ASKS_FIRST } from '../../app/in-doubt.ts';
import type { Library } from '../../app/ports/library.ts';
import type { Settings } from '../../app/ports/settings.ts';
import type { Alerts } from '../../app/world-ports.ts';
import type { RunId } from '../../core/id.ts';
import type { Run } from '../../core/run.ts';

type WatchedWorld = {
	readonly library: Pick<Library, 'run'>;
	readonly settings: Pick<Settings, 'get' | 'set'>;
	readonly alerts: Alerts;
};
const AWAKE = 'loop/keep-awake';
const NOTIFY = 'loop/notify';

/** Outlives the Loop page, so that the user can look at others meanwhile; the frame makes one of each run under way. */
export class LoopWatch {
	#keepsAwake = $state(false);
	#notifies = $state(false);
	#asksFirst = $state(false);
	#run: Run | undefined;
	readonly #world: WatchedWorld;

	constructor(world: WatchedWorld, run: RunId) {
		this.#world = world;
		world.library.run(run).subscribe((next) => {
			untrack(() => {
				this.#see(next);
			});
		});
	}

	get keepsAwake(): boolean {
		return this.#keepsAwake;
	}
	get notifies(): boolean {
		return this.#notifies;
	}

	/** Whether calls in doubt wait for the user's word before they are asked again. */
	get asksFirst(): boolean {
		return this.#asksFirst;
	}

	/** Takes over what was asked for in an earlier visit. */
	async remember(): Promise<void> {
		const [awake, notify, first] = await Promise.all(
			[AWAKE, NOTIFY, ASKS_FIRST].map((name) => this.#world.settings.get(name)),
		);
		this.#asksFirst = first === 'on';
		this.#notifies = notify === 'on' && this.#world.alerts.canNotify;
		if (awake === 'on') await this.keepAwake(true);
	}

	async keepAwake(on: boolean): Promise<void> {
		this.#keepsAwake = on;
		await this.#world.settings.set(AWAKE, on ? 'on' : 'off');
		// A run at rest has no say: another may be under way.
		if (!on || this.#run?.state.kind === 'running') await this.#world.alerts.keepAwake(on);
	}

	/** Whether the browser lets us. */
	async notify(on: boolean): Promise<boolean> {
		this.#notifies = on && (this.#world.alerts.canNotify || (await this.#world.alerts.ask()));
		await this.#world.settings.set(NOTIFY, this.#notifies ? 'on' : 'off');
		return this.#notifies === on;
	}

	async askFirst(on: boolean): Promise<void> {
		this.#asksFirst = on;
		await this.#world.settings.set(ASKS_FIRST, on ? 'on' : 'off');
	}

	#see(next: Run | undefined): void {
		const before = this.#run?.state.kind;
		this.#run = next;
		if (next === undefined || next.state.kind === before) return;
		const { kind } = next.state;
		if (this.#keepsAwake && (kind === 'running' || before === 'running'))
			void this.#world.alerts.keepAwake(kind === 'running');
		if (before === 'running' && this.#notifies) this.#tell(next);
	}

	#tell({ name, state }: Run): void {
		if (state.kind === 'finished') this.#world.alerts.notify(name, 'The run is finished.');
		if (state.kind === 'stopped') this.#world.alerts.notify(name, 'The run was stopped.');
		if (state.kind === 'paused' && state.by !== 'user')
			this.#world.alerts.notify(
				name,
				state.by === 'trouble' ? state.because : 'One stage is done.',
			);
	}
}

/** By world, so that another world (of a test) has watches of its own. */
const watches = new WeakMap<WatchedWorld, Record<RunId, LoopWatch>>();

/** The watch of a run, one in this tab. */
export function watchOf(world: WatchedWorld, run: RunId): LoopWatch {
	const ours = watches.get(world) ?? {};
	const watch = ours[run] ?? new LoopWatch(world, run);
	watches.set(world, { ...ours, [run]: watch });
	return watch;
}
