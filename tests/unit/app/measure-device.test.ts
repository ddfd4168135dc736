import { expect, test } from 'vitest';
import {
	measureDevice,
	type MeasurableEngine,
	type MeasuringStep,
} from '../../../src/app/measure-device.ts';
import type { StudentOptions } from '../../../src/app/ports/student-engine.ts';
import { AppError } from '../../../src/core/error.ts';
import type { Message } from '../../../src/core/call.ts';
import { FakeStudentEngine } from '../../fakes/fake-student.ts';

const SHIPPED = { kind: 'shipped', folder: 'practice-student' } as const;
const never = new AbortController().signal;

/** A clock that only work moves on. */
const clock = { ms: 0 };
const world = { now: () => clock.ms, memory: () => Promise.resolve<number | null>(42e6) };

/** Takes 30 ms a call and `tokenMs` a token. */
class TimedStudent extends FakeStudentEngine {
	readonly tokenMs: number;
	closed = 0;
	constructor(tokenMs: number) {
		super(new Map());
		this.tokenMs = tokenMs;
	}
	override async *answer(
		prompts: readonly (readonly Message[])[],
		options: StudentOptions,
		signal: AbortSignal,
	) {
		clock.ms += 30;
		for await (const answer of super.answer(prompts, options, signal)) {
			clock.ms += this.tokenMs * (answer.tokens ?? NaN);
			yield answer;
		}
	}
	override close(): void {
		super.close();
		this.closed++;
	}
}

/** Doesn't measure itself. */
class ClocklessStudent extends TimedStudent {
	override get measured() {
		return null;
	}
}

function engine(
	id: string,
	batches: readonly number[],
	open: () => FakeStudentEngine = () => new TimedStudent(10),
): MeasurableEngine {
	return { id, device: 'wasm', batches, open };
}

async function steps(
	engines: readonly MeasurableEngine[],
	{ signal = never, in: where = world } = {},
): Promise<MeasuringStep[]> {
	const heard: MeasuringStep[] = [];
	for await (const step of measureDevice(SHIPPED, engines, where, signal)) heard.push(step);
	return heard;
}
const rowsOf = (heard: readonly MeasuringStep[]) =>
	heard.flatMap((step) => (step.kind === 'row' ? [step.row] : []));

test('each engine and batch is measured by itself, small batches first, and says what it is at', async () => {
	const heard = await steps([engine('one', [8, 2]), engine('other', [1])]);
	expect(
		heard.map((step) =>
			step.kind === 'row'
				? `row ${step.row.engine} ${step.row.batch}`
				: `${step.done}/${step.of} ${step.cell.engine} ${step.cell.batch} ${step.doing}`,
		),
	).toEqual(
		['0/3 one 2', '1/3 one 8', '2/3 other 1'].flatMap((cell) => [
			...['load', 'first-token', 'answers', 'memory'].map((doing) => `${cell} ${doing}`),
			`row ${cell.slice(4)}`,
		]),
	);
});

test('figures are those of the clock', async () => {
	const [row] = rowsOf(await steps([engine('one', [2])]));
	// The fake says two tokens: of two at once the first has its one token after 30 + 10.
	expect(row).toEqual({
		...{ kind: 'measured', engine: 'one', batch: 2 },
		figures: {
			...{ loadMs: 0, firstTokenMs: 40, memoryBytes: 42e6, answers: 96, tokens: 192 },
			// By its own clock it decodes 250 tokens a second and gives 1,000 answers a minute.
			decodeTokensPerSecond: 250,
			answersPerMinute: (96 * 60_000) / (30 + 96 * 20),
			// Eight answers a part, 20 ms each, and the first has the 30 ms of the call as well: 20.3125 with an error of 0.3125.
			answersPerMinuteInterval: {
				low: expect.closeTo(60_000 / (20.3125 + 2.20098516 * 0.3125), 3) as number,
				high: expect.closeTo(60_000 / (20.3125 - 2.20098516 * 0.3125), 3) as number,
			},
			overhead: 1000 / ((96 * 60_000) / (30 + 96 * 20)) - 1,
		},
	});
});

test('what can’t be measured is unknown', async () => {
	const dumb = { ...world, memory: () => Promise.resolve(null) };
	const clockless = engine('one', [1], () => new ClocklessStudent(10));
	const [row] = rowsOf(await steps([clockless], { in: dumb }));
	expect(row).toMatchObject({
		figures: { decodeTokensPerSecond: null, overhead: null, memoryBytes: null },
	});
});

test('a slow engine is measured on fewer answers, and its overhead is unknown', async () => {
	const [row] = rowsOf(await steps([engine('slow', [1], () => new TimedStudent(1000))]));
	expect(row).toMatchObject({ figures: { answers: 8, tokens: 16, overhead: null } });
});

test('an engine that fails is a row that says why, and the others are measured', async () => {
	const failing = engine('broken', [1], () =>
		Object.assign(new FakeStudentEngine(new Map()), {
			load: () => Promise.reject(new AppError('student/no-device', 'no adapter')),
		}),
	);
	const rows = rowsOf(await steps([failing, engine('one', [1])]));
	expect(rows).toEqual([
		{
			...{ kind: 'failed', engine: 'broken', batch: 1 },
			...{ code: 'student/no-device', message: 'no adapter' },
		},
		expect.objectContaining({ kind: 'measured', engine: 'one' }),
	]);
});

test('an abort ends it as it is, after the rows that are done, and no engine stays open', async () => {
	const stop = new AbortController();
	const opened: TimedStudent[] = [];
	const open = () => {
		const student = new TimedStudent(10);
		opened.push(student);
		return student;
	};
	const heard: MeasuringStep[] = [];
	const measuring = (async () => {
		for await (const step of measureDevice(
			SHIPPED,
			[engine('one', [1, 2], open)],
			world,
			stop.signal,
		)) {
			heard.push(step);
			if (step.kind === 'at' && step.cell.batch === 2 && step.doing === 'answers')
				stop.abort(new Error('enough'));
		}
	})();
	await expect(measuring).rejects.toThrow('enough');
	expect(rowsOf(heard)).toHaveLength(1);
	expect(opened.map(({ closed }) => closed > 0)).toEqual([true, true]);
});
