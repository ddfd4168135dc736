/** An exam as it is being put together: which instructions, which students, which numbers. */
import type { ExamOrder, ExamSource } from '../../app/exam/ports.ts';
import { type ExamPool, USUAL_SAMPLING } from '../../core/exam/exam.ts';
import type { NewStudent } from '../../core/exam/plan.ts';
import type { ProjectId } from '../../core/id.ts';
import { ImportDraft } from './import-draft.svelte.ts';

/** A number as it was typed, with what it must be. */
type Bounds = { readonly low: number; readonly high: number; readonly isWhole: boolean };
const BOUNDS = {
	temperature: { low: 0, high: 2, isWhole: false },
	maxTokens: { low: 1, high: 32_768, isWhole: true },
	seed: { low: 0, high: 2 ** 31 - 1, isWhole: true },
} as const satisfies Record<string, Bounds>;
export type SamplingNumber = keyof typeof BOUNDS;

export class ExamDraft {
	/** Nothing of the file is held out: all of it is asked. */
	readonly file = new ImportDraft(() => 1);
	kind = $state<'file' | 'pool'>('file');
	project = $state.raw<{ readonly id: ProjectId; readonly name: string } | undefined>();
	pool = $state<ExamPool>('heldOut');
	skill = $state<string | null>(null);
	text = $state('');
	students = $state.raw<readonly NewStudent[]>([]);
	system = $state('');
	/** undefined: the suggested one. */
	typedName = $state<string>();
	typed = $state<Record<SamplingNumber, string>>({
		temperature: String(USUAL_SAMPLING.temperature),
		maxTokens: String(USUAL_SAMPLING.maxTokens),
		seed: String(USUAL_SAMPLING.seed),
	});

	get suggestedName(): string {
		if (this.kind === 'pool') return this.project === undefined ? '' : `${this.project.name}, exam`;
		return this.file.source?.name.replace(/\.[^.]+$/, '') ?? '';
	}

	get name(): string {
		return (this.typedName ?? this.suggestedName).trim();
	}

	/** What to write instead; undefined: it can be used. */
	errorOf(field: SamplingNumber): string | undefined {
		const { low, high, isWhole } = BOUNDS[field];
		const value = this.#number(field);
		if (value >= low && value <= high && (!isWhole || Number.isInteger(value))) return undefined;
		const kind = isWhole ? 'a whole number' : 'a number';
		return `Write ${kind} from ${low} to ${high.toLocaleString('en-US')}.`;
	}

	/** In a sentence what is still missing; undefined: it can begin. */
	get missing(): string | undefined {
		if (this.#source === undefined)
			return this.kind === 'file' ? 'Choose a file first.' : 'Choose a project first.';
		if (this.students.length === 0) return 'Choose at least one student.';
		if (this.name === '') return 'Give the exam a name.';
		const wrong = (Object.keys(BOUNDS) as SamplingNumber[]).some((field) => this.errorOf(field));
		return wrong ? 'Set the numbers right first.' : undefined;
	}

	/** undefined while something is missing. */
	get order(): ExamOrder | undefined {
		const source = this.#source;
		if (source === undefined || this.missing !== undefined) return undefined;
		const { name, students, system } = this;
		const [temperature, maxTokens, seed] = (['temperature', 'maxTokens', 'seed'] as const).map(
			(field) => this.#number(field),
		) as [number, number, number];
		return { name, source, students, sampling: { temperature, maxTokens, seed, system } };
	}

	get #source(): ExamSource | undefined {
		if (this.kind === 'pool') {
			const { project, pool, skill, text } = this;
			if (project === undefined) return undefined;
			return { kind: 'pool', project: project.id, pool, skill, text: text.trim() };
		}
		const { order, preview } = this.file;
		if (order === null || (preview?.report.accepted ?? 0) === 0) return undefined;
		return { kind: 'file', source: order.source };
	}

	#number(field: SamplingNumber): number {
		const text = this.typed[field].trim();
		return text === '' ? Number.NaN : Number(text);
	}
}
