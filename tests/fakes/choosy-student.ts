/** A student that can't be asked some instructions: one of them makes the whole call fail, as a chat template does. */
import type { StudentAnswer, StudentOptions } from '../../src/app/ports/student-engine.ts';
import type { Message } from '../../src/core/call.ts';
import { AppError } from '../../src/core/error.ts';
import { FakeStudentEngine } from './fake-student.ts';

export class ChoosyStudentEngine extends FakeStudentEngine {
	/** Loads so far. */
	loads = 0;
	/** Prompts of calls that were not refused. */
	readonly asked: string[] = [];
	/** What it refuses with, and which prompts; changed by the test as it goes. */
	code = 'student/template';
	refuses: (prompt: string) => boolean = (prompt) => prompt.includes('impossible');

	constructor() {
		super(new Map());
	}

	override load(
		...given: Parameters<FakeStudentEngine['load']>
	): ReturnType<FakeStudentEngine['load']> {
		this.loads++;
		return super.load(...given);
	}

	override async *answer(
		prompts: readonly (readonly Message[])[],
		options: StudentOptions,
		signal: AbortSignal,
	): AsyncGenerator<StudentAnswer> {
		const texts = prompts.map((messages) => messages.at(-1)?.content ?? '');
		const refused = texts.find(this.refuses);
		if (refused !== undefined) throw new AppError(this.code, `“${refused}” can’t be put in words`);
		this.asked.push(...texts);
		yield* super.answer(prompts, options, signal);
	}
}
