/** The self-test of a student: whoever answers must repeat what the trainer's model said, token for token. */
import type { Message } from '../core/call.ts';
import { AppError } from '../core/error.ts';
import type { SelfTest, SelfTestResult } from '../core/student.ts';
import type { LoadedStudent, StudentEngine } from './ports/student-engine.ts';

/** What `selftest.json` holds; throws AppError 'student/no-self-test' when it isn't one. */
export function readSelfTest(text: string): SelfTest {
	const value: unknown = JSON.parse(text);
	if (isSelfTest(value)) return value;
	throw new AppError('student/no-self-test', 'selftest.json of the student is not a self-test.');
}

function isSelfTest(value: unknown): value is SelfTest {
	if (typeof value !== 'object' || value === null) return false;
	const { cases, eos_token_ids: eos } = value as Partial<SelfTest>;
	return (
		Array.isArray(eos) &&
		Array.isArray(cases) &&
		cases.length > 0 &&
		(cases as readonly Partial<SelfTest['cases'][number]>[]).every((one) =>
			[one.messages, one.prompt_ids, one.greedy_ids].every((list) => Array.isArray(list)),
		)
	);
}

/** Prompt ids and greedy ids of every case must be equal; the refusal names the case and the first difference. */
export async function runSelfTest(
	engine: StudentEngine,
	selfTest: SelfTest,
	on: {
		readonly facts: Pick<LoadedStudent, 'device' | 'engine' | 'origin'>;
		readonly signal: AbortSignal;
	},
): Promise<SelfTestResult> {
	const difference = await selfTestDifference(engine, selfTest, on.signal);
	if (difference !== null) return refusal(difference);
	const { device, engine: name, origin } = on.facts;
	const where = origin === undefined ? {} : { origin };
	return { passed: true, cases: selfTest.cases.length, device, engine: name, ...where };
}

/** The case and the first difference, such as 'reply of case 2, token 0 should be 5, is 7'; null: there is none. */
export async function selfTestDifference(
	engine: StudentEngine,
	{ cases }: SelfTest,
	signal: AbortSignal,
): Promise<string | null> {
	for (const [number, { messages, prompt_ids, greedy_ids }] of cases.entries()) {
		const turns: Message[] = messages.map(({ role, content }) => ({
			role: role === 'system' || role === 'assistant' ? role : 'user',
			content,
		}));
		const prompt = firstDifference(prompt_ids, await engine.promptIds(turns));
		if (prompt !== undefined) return `prompt of case ${number + 1}, ${prompt}`;
		const reply = await replyDifference(engine, turns, { ids: greedy_ids, signal });
		if (reply !== undefined) return `reply of case ${number + 1}, ${reply}`;
	}
	return null;
}

/** Token for token, or by its text where that is all that comes. */
async function replyDifference(
	engine: StudentEngine,
	turns: readonly Message[],
	{ ids, signal }: { readonly ids: readonly number[]; readonly signal: AbortSignal },
): Promise<string | undefined> {
	if (engine.greedyDiffers !== undefined)
		return (await engine.greedyDiffers(turns, ids, signal)) ?? undefined;
	return firstDifference(ids, await engine.greedyIds(turns, ids.length, signal));
}

function firstDifference(wanted: readonly number[], got: readonly number[]): string | undefined {
	const length = Math.max(wanted.length, got.length);
	for (let at = 0; at < length; at++)
		if (wanted[at] !== got[at])
			return `token ${at} should be ${wanted[at] ?? 'the end'}, is ${got[at] ?? 'the end'}`;
	return undefined;
}

function refusal(difference: string): SelfTestResult {
	return {
		passed: false,
		code: 'student/self-test-failed',
		because: `This browser does not repeat what the trainer's model says: ${difference}.`,
	};
}
