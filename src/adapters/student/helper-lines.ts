/** Further lines with the same student beside an engine's first, so that a student of one thread uses several cores. */
import { AppError } from '../../core/error.ts';
import type { StudentSource } from '../../core/student.ts';
import { orAborted } from './or-aborted.ts';
import { openLine, type StudentLine } from './student-line.ts';

export type Helping = {
	/** 'when-worth-it': opened with the first call that has enough prompts; 'at-load': by `load`, which waits for them. */
	readonly helpers: 'none' | 'when-worth-it' | 'at-load';
	/** Lines at most, the first among them; default: one a core, 4 at most. */
	readonly lines?: number;
};

const MOST_LINES = 4;
/** Read by all lines together: each holds a student of its own, in two to three times what it read. */
const MOST_BYTES = 256e6;

export class HelperLines {
	readonly #open: (signal: AbortSignal) => Promise<StudentLine>;
	readonly #helping: Helping;
	readonly #over = new AbortController();
	/** By number, from 1: the first line is none of them. */
	readonly #lines = new Map<number, Promise<StudentLine>>();
	/** Failed, and not opened again. */
	readonly #lost = new Set<number>();

	/** Of one loaded student. */
	constructor(makeWorker: () => Worker, source: StudentSource, helping: Helping) {
		this.#open = (signal) => openLine(makeWorker, { source, device: 'wasm' }, signal);
		this.#helping = helping;
	}

	/** Numbers of those that can answer beside the first where there is work for so many lines. */
	numbers(first: StudentLine, worth: number): readonly number[] {
		const count = Math.min(mostLines(first, this.#helping), worth) - 1;
		const numbers = Array.from({ length: Math.max(0, count) }, (_, place) => place + 1);
		return numbers.filter((number) => !this.#lost.has(number));
	}

	/** Where all are to be open from the beginning; throws where one core alone would answer: a measurement must not. */
	async loaded(first: StudentLine, signal: AbortSignal): Promise<void> {
		if (this.#helping.helpers !== 'at-load') return;
		const numbers = this.numbers(first, Infinity);
		if (numbers.length === 0 && first.threads === 1)
			throw new AppError(
				'student/no-helpers',
				`expected several workers to answer, got one: it read ${String(first.bytes)} bytes, and this device has ${String(navigator.hardwareConcurrency)} cores`,
			);
		const lines = numbers.map((number) => this.line(number));
		await orAborted(Promise.all(lines), signal);
	}

	/** Opens it where nobody has asked for it before; one that can't be opened is lost. */
	line(number: number): Promise<StudentLine> {
		const known = this.#lines.get(number);
		if (known !== undefined) return known;
		const line = this.#open(this.#over.signal);
		this.#lines.set(number, line);
		line.catch(() => this.#lost.add(number));
		return line;
	}

	/** Closes one that failed. */
	lose(number: number): void {
		this.#lost.add(number);
		close(this.#lines.get(number));
	}

	close(): void {
		this.#over.abort(new AppError('student/closed', 'the student was closed or replaced'));
		for (const line of this.#lines.values()) close(line);
	}
}

/** How many lines may answer beside each other where this is the first. */
function mostLines({ threads, bytes }: StudentLine, { helpers, lines }: Helping): number {
	if (helpers === 'none' || threads !== 1) return 1;
	const most = lines ?? Math.min(navigator.hardwareConcurrency, MOST_LINES);
	return Math.max(1, Math.min(most, Math.floor(MOST_BYTES / bytes)));
}

function close(line: Promise<StudentLine> | undefined): void {
	line?.then(
		({ rpc }) => {
			rpc.close();
		},
		// It has no worker any more.
		() => undefined,
	);
}
