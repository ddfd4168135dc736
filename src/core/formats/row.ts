/** A row of instructions, as every format gives it, and the checks that are the same for all of them. */
import { type Refusal, refusal } from './record.ts';

export type ImportRow = {
	readonly row: number;
	readonly instruction: string;
	/** '' where there is none. */
	readonly input: string;
	/** '' where there is none: the teacher will answer. */
	readonly output: string;
	/** null where the file names none. */
	readonly skill: string | null;
};

/** What a format makes of a record. */
export type ReadRow = {
	readonly instruction: string;
	readonly input: string;
	readonly output: string;
	readonly skill: string | null;
	/** Turns after the first reply were left out. */
	readonly hasLaterTurns: boolean;
	/** A system prompt was left out. */
	readonly hasSystem: boolean;
};

type Texts = Readonly<Record<'instruction' | 'input' | 'output' | 'skill', unknown>>;
const NAMES = ['instruction', 'input', 'output', 'skill'] as const;

/**
 * The row of these fields' values, or why it can't be used; undefined and null are empty texts. White space around
 * instruction and input goes; an answer's stays, since it may be code.
 */
export function rowOf(texts: Texts): ReadRow | Refusal {
	const wrong = NAMES.find((name) => typeof (texts[name] ?? '') !== 'string');
	if (wrong !== undefined) return refusal('a field that is not text', wrong);
	const [instruction, input, output, skill] = NAMES.map(
		(name) => (texts[name] ?? '') as string,
	) as [string, string, string, string];
	if (instruction.trim() === '') return refusal('an empty instruction');
	const flaw = flawOf(instruction) ?? flawOf(input) ?? flawOf(output) ?? flawOf(skill);
	return (
		flaw ?? {
			instruction: instruction.trim(),
			input: input.trim(),
			output: output.trim() === '' ? '' : output,
			skill: skill.trim() === '' ? null : skill.trim(),
			hasLaterTurns: false,
			hasSystem: false,
		}
	);
}

/** Text that a teacher, a database or a tokenizer would not take as it stands. */
function flawOf(text: string): Refusal | undefined {
	if (text.includes('\0')) return refusal('a NUL character');
	if (text.includes('\uFFFD')) return refusal('�, a character that could not be read');
	return /\p{Surrogate}/u.test(text) ? refusal('half of a surrogate pair') : undefined;
}
