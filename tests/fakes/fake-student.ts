/** A student that gets a skill right once it has been trained on enough of it: the loop's effect without a model. */
import type {
	LoadedStudent,
	StudentAnswer,
	StudentEngine,
	StudentOptions,
} from '../../src/app/ports.ts';
import type { Message } from '../../src/core/call.ts';
import { AppError } from '../../src/core/error.ts';
import { readTask } from '../../src/core/practice/world.ts';
import type { StudentSource } from '../../src/core/student.ts';

/** Rows of a skill that a student must have seen to solve it. */
const ENOUGH = 6;

/** What the fake trainer taught, by model: rows seen of each skill. */
export type Taught = Map<string, ReadonlyMap<string, number>>;

export class FakeStudentEngine implements StudentEngine {
	readonly measured = { batch: 4, answersPerMinute: 1000 };
	readonly #taught: Taught;
	#seen: ReadonlyMap<string, number> = new Map();

	readonly #heard: { readonly seeds: Map<string, number>; answers: number };

	constructor(taught: Taught, heard = { seeds: new Map<string, number>(), answers: 0 }) {
		this.#taught = taught;
		this.#heard = heard;
	}

	load(source: StudentSource): Promise<LoadedStudent> {
		const name = source.kind === 'remote' ? source.url : source.folder;
		if (source.kind === 'stored' && !this.#taught.has(name))
			return Promise.reject(new AppError('student/file-missing', `no folder ${name}`));
		this.#seen = this.#taught.get(name) ?? new Map();
		return Promise.resolve({ device: 'wasm', note: null, contextTokens: 512, loadMs: 1 });
	}

	async *answer(
		prompts: readonly (readonly Message[])[],
		{ seeds, seed }: StudentOptions,
		signal: AbortSignal,
	): AsyncGenerator<StudentAnswer> {
		for (const [index, messages] of prompts.entries()) {
			await Promise.resolve();
			signal.throwIfAborted();
			const text = messages.at(-1)?.content ?? '';
			this.#heard.seeds.set(text, seeds?.[index] ?? seed);
			this.#heard.answers++;
			yield { index, text: this.#reply(messages), tokens: 2, finish: 'stop' };
		}
	}

	#reply(messages: readonly Message[]): string {
		const task = readTask(messages.at(-1)?.content ?? '');
		if (task === undefined) return 'no idea';
		return (this.#seen.get(task.skill) ?? 0) >= ENOUGH ? task.answer : 'no idea';
	}

	async *chat(messages: readonly Message[]): AsyncGenerator<string> {
		await Promise.resolve();
		yield this.#reply(messages);
	}

	promptIds(messages: readonly Message[]): Promise<readonly number[]> {
		return Promise.resolve(messages.map(({ content }) => content.length));
	}

	countTokens(conversations: readonly (readonly Message[])[]): Promise<readonly number[]> {
		return Promise.resolve(
			conversations.map((turns) => turns.reduce((sum, { content }) => sum + content.length / 4, 0)),
		);
	}

	greedyIds(): Promise<readonly number[]> {
		return Promise.resolve([1]);
	}

	close(): void {
		this.#seen = new Map();
	}
}
