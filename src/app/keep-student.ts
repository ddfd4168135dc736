/** A student on its way into this browser: copied, loaded, tested; kept only when it passes. */
import { AppError, codeOf } from '../core/error.ts';
import type { SelfTestResult, StudentSource } from '../core/student.ts';
import type { LoadedStudent, StudentEngine } from './ports/student-engine.ts';
import type { StudentFiles } from './ports/student-files.ts';
import { readSelfTest, runSelfTest } from './self-test.ts';

export type Kept = {
	readonly source: StudentSource;
	readonly selfTest: SelfTestResult;
	readonly facts: LoadedStudent;
};

/** Copies the trainer's student and leaves it loaded; throws 'student/…' and keeps nothing when a file or the self-test is wrong. */
export async function keepStudent(
	world: { readonly engine: StudentEngine; readonly files: StudentFiles },
	student: {
		readonly folder: string;
		readonly source: Extract<StudentSource, { kind: 'remote' }>;
		/** The trainer's id of it. */
		readonly model: string;
		readonly onBytes: (done: number, total: number) => void;
		readonly signal: AbortSignal;
	},
): Promise<Kept> {
	const { folder, model, signal } = student;
	await world.files.fetchInto(folder, student.source, student.onBytes, signal);
	const source: StudentSource = { kind: 'stored', folder };
	try {
		const text = await world.files.readText(folder, 'selftest.json');
		return { source, ...(await loadTested(world.engine, source, { text, model, signal })) };
	} catch (thrown) {
		// A pause is no verdict on the student, nor is a trainer that is away: the copy stays for the next time.
		if (!signal.aborted && codeOf(thrown) !== 'student/unreachable')
			await world.files.delete(folder);
		throw thrown;
	}
}

/** Loads a student and holds it to its self-test; throws with the test's code when it fails. */
export async function loadTested(
	engine: StudentEngine,
	source: StudentSource,
	test: { readonly text: string; readonly model: string; readonly signal: AbortSignal },
): Promise<Omit<Kept, 'source'>> {
	const facts = await engine.load(source, { device: 'auto', model: test.model }, test.signal);
	const selfTest = await runSelfTest(engine, readSelfTest(test.text), {
		facts,
		signal: test.signal,
	});
	if (!selfTest.passed) throw new AppError(selfTest.code, selfTest.because);
	return { selfTest, facts };
}
