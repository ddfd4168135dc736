/** The schedules of this process: one for each teacher, whoever asks it. */
import type { TeacherSettings } from '../core/teacher.ts';
import type { Clock, Sleep } from './ports/system.ts';
import { Schedule, type ScheduleOptions } from './schedule.ts';

/** The practice teacher answers in this thread: more lanes only fill the ledger's batches. */
const PRACTICE_LANES = 64;

type Kept = { readonly settings: string; readonly schedule: Schedule };

export class Schedules {
	readonly #clock: Clock;
	readonly #sleep: Sleep;
	readonly #byTeacher = new Map<string, Kept>();

	constructor(clock: Clock, sleep: Sleep) {
		this.#clock = clock;
		this.#sleep = sleep;
	}

	/** That of a model at an address; a new one when the user has set other limits, which forgets what was learnt. */
	of(teacher: TeacherSettings): Schedule {
		const name = teacher.kind === 'practice' ? '' : `${teacher.baseUrl} ${teacher.model}`;
		const own = ownSettings(teacher);
		const settings = JSON.stringify(own);
		const known = this.#byTeacher.get(name);
		if (known?.settings === settings) return known.schedule;
		const schedule = new Schedule({ ...own, clock: this.#clock, sleep: this.#sleep });
		this.#byTeacher.set(name, { settings, schedule });
		return schedule;
	}
}

function ownSettings(teacher: TeacherSettings): Pick<ScheduleOptions, 'concurrency' | 'limits'> {
	if (teacher.kind === 'practice') return { concurrency: PRACTICE_LANES, limits: {} };
	const { concurrency, requestsPerMinute, tokensPerMinute } = teacher;
	return { concurrency, limits: { requestsPerMinute, tokensPerMinute } };
}
