/** What the user asked the page to do during exams: keep the screen awake, notify at the end and in trouble. */
import { untrack } from 'svelte';
import type { Exams } from '../../app/exam/ports.ts';
import type { Settings } from '../../app/ports/settings.ts';
import type { Alerts } from '../../app/world-ports.ts';
import type { Exam } from '../../core/exam/exam.ts';
import { silentStudents } from '../../core/exam/plan.ts';
import type { ExamId } from '../../core/id.ts';

type WatchedWorld = {
	readonly exams: Pick<Exams, 'exams'>;
	readonly settings: Pick<Settings, 'get' | 'set'>;
	readonly alerts: Alerts;
};
const AWAKE = 'exams/keep-awake';
const NOTIFY = 'exams/notify';

/** Outlives the page of an exam: the frame makes one, so that the user can look elsewhere meanwhile. */
class ExamWatch {
	#keepsAwake = $state(false);
	#notifies = $state(false);
	#running: ReadonlySet<ExamId> = new Set();
	readonly #world: WatchedWorld;

	constructor(world: WatchedWorld) {
		this.#world = world;
		void this.#remember();
		world.exams.exams().subscribe(
			(exams) => {
				untrack(() => {
					this.#see(exams);
				});
			},
			// The page of exams says that they can't be read.
			() => undefined,
		);
	}

	get keepsAwake(): boolean {
		return this.#keepsAwake;
	}
	get notifies(): boolean {
		return this.#notifies;
	}

	async keepAwake(on: boolean): Promise<void> {
		this.#keepsAwake = on;
		await this.#world.settings.set(AWAKE, on ? 'on' : 'off');
		if (this.#running.size > 0) await this.#world.alerts.keepAwake(on);
	}

	/** Whether the browser lets us. */
	async notify(on: boolean): Promise<boolean> {
		const { alerts, settings } = this.#world;
		this.#notifies = on && (alerts.canNotify || (await alerts.ask()));
		await settings.set(NOTIFY, this.#notifies ? 'on' : 'off');
		return this.#notifies === on;
	}

	async #remember(): Promise<void> {
		const { settings, alerts } = this.#world;
		this.#notifies = (await settings.get(NOTIFY)) === 'on' && alerts.canNotify;
		if ((await settings.get(AWAKE)) === 'on') await this.keepAwake(true);
	}

	#see(exams: readonly Exam[]): void {
		const before = this.#running;
		this.#running = new Set(
			exams.filter(({ state }) => state.kind === 'running').map(({ id }) => id),
		);
		const [was, is] = [before.size > 0, this.#running.size > 0];
		if (this.#keepsAwake && was !== is) void this.#world.alerts.keepAwake(is);
		for (const exam of exams)
			if (before.has(exam.id) && !this.#running.has(exam.id) && this.#notifies) this.#tell(exam);
	}

	#tell(exam: Exam): void {
		const { name, state } = exam;
		const { alerts } = this.#world;
		const silent = silentStudents(exam).length;
		if (state.kind === 'finished')
			alerts.notify(
				name,
				silent === 0
					? 'The exam is finished.'
					: `The exam is finished; ${String(silent)} of its students could not answer.`,
			);
		if (state.kind === 'paused' && state.by === 'trouble') alerts.notify(name, state.because);
	}
}

/** By world, so that another world (of a test) has a watch of its own. */
const watches = new WeakMap<WatchedWorld, ExamWatch>();

/** The watch over exams, one in this tab. */
export function examWatch(world: WatchedWorld): ExamWatch {
	const watch = watches.get(world) ?? new ExamWatch(world);
	watches.set(world, watch);
	return watch;
}
