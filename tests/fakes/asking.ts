/** A desk to ask at: a teacher by script, a ledger in memory, a clock that sleepers move. */
import { createHash } from 'node:crypto';
import { Asking, type AskingOptions, type Question } from '../../src/app/ask.ts';
import { Schedule } from '../../src/app/schedule.ts';
import type { ProjectId, RunId } from '../../src/core/id.ts';
import { seededRandom } from '../../src/core/random.ts';
import { TeacherError, type TeacherErrorCode } from '../../src/core/teacher-error.ts';
import { ManualTime } from './manual-time.ts';
import { MemoryLedger } from './memory-ledger.ts';
import { replyOf, ScriptedTeacher, type Script } from './scripted-teacher.ts';

const RUN = 'run1' as RunId;

/** A call of nothing but this text. */
export function question(text: string, role: Question['role'] = 'teacher'): Question {
	return {
		role,
		about: `about ${text}`,
		request: {
			model: 'm',
			messages: [{ role: 'user', content: text }],
			...{ temperature: 0, topP: 1, maxTokens: 8, seed: 1, schema: null, sample: 0 },
		},
	};
}

/** Everything that an `Asking` needs; `again` is the next sitting, on the same ledger. */
export function workshop(script?: Script, fields: Partial<AskingOptions> = {}) {
	const teacher = new ScriptedTeacher(script);
	const ledger = new MemoryLedger();
	const time = new ManualTime();
	const schedule = new Schedule({
		...{ concurrency: 4, limits: {} },
		...{ clock: time.clock, sleep: time.sleep },
	});
	const options: AskingOptions = {
		teacher,
		ledger,
		digest: (text) => Promise.resolve(createHash('sha256').update(text).digest('hex')),
		clock: time.clock,
		sleep: time.sleep,
		random: seededRandom('ask'),
		projectId: 'p1' as ProjectId,
		runId: RUN,
		prices: { promptUsdPerMillion: 2, completionUsdPerMillion: 10 },
		scheduleOf: () => schedule,
		...fields,
	};
	const again = (more: Partial<AskingOptions> = {}) => new Asking({ ...options, ...more });
	return { teacher, ledger, time, asking: again(), again };
}

/** Fails `times`, then replies. */
export const failing = (
	code: TeacherErrorCode,
	times = Infinity,
	retryAfterMs: number | null = null,
) => {
	let left = times;
	return () => {
		if (left-- > 0) throw new TeacherError(code, `it said ${code}`, { retryAfterMs });
		return replyOf('at last');
	};
};

/** What was thrown; undefined when nothing was. */
export const caught = (asked: Promise<unknown>) =>
	asked.then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
