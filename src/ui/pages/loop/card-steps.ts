/** The steps of a stage card: what each is called, and how far it is. */
import type { RunProgress, StepProgress } from '../../../core/progress.ts';
import type { Run, TrainingJob } from '../../../core/run.ts';
import { studentName } from '../../../core/student.ts';
import { bytes, count, decimal } from '../../parts/format.ts';
import { currentStep } from './status.ts';

export type CardStep = {
	readonly role: 'teacher' | 'student' | 'hard' | 'easy' | null;
	readonly label: string;
	readonly value: string;
	/** Done of total, 0–1, of the step that is at work; null for every other. */
	readonly share: number | null;
};

/** The steps under way, of the student of `iteration`. */
export function liveSteps(
	{ progress, run }: { readonly progress: RunProgress | undefined; readonly run: Run },
	iteration: number,
	job: TrainingJob | undefined,
): CardStep[] {
	const steps = progress?.steps ?? [];
	const current = currentStep(steps);
	const inOrder = [...steps].sort(
		(one, other) => ORDER.indexOf(one.name) - ORDER.indexOf(other.name),
	);
	return inOrder.map((step) => {
		const atWork = step === current && step.total !== null && step.total > 0;
		return {
			...labelOf(step.name, studentName(iteration), run),
			value: valueOf(step, job),
			share: atWork ? Math.min(1, step.done / step.total) : null,
		};
	});
}

function valueOf(step: StepProgress, job: TrainingJob | undefined): string {
	if (step.total === null && step.done === 0) return 'now';
	const words = step.name === 'loading' ? bytes : count;
	const of = step.total === null ? words(step.done) : `${words(step.done)} of ${words(step.total)}`;
	const loss = step.name === 'training' ? job?.points.at(-1)?.loss : undefined;
	return loss === undefined ? of : `${of}, loss ${decimal(loss, 2)}`;
}

/** As the work flows, whatever was begun first. */
const ORDER: readonly StepProgress['name'][] = [
	'loading',
	'skills',
	'teacher-answers',
	'student-answers',
	'verdicts',
	'candidates',
	'training',
];
const STEP_LABELS: Readonly<
	Record<StepProgress['name'], (student: string) => Pick<CardStep, 'role' | 'label'>>
> = {
	'teacher-answers': () => ({ role: 'teacher', label: 'teacher answered' }),
	'student-answers': (student) => ({ role: 'student', label: `${student} answered` }),
	verdicts: () => ({ role: 'teacher', label: 'referee’s verdicts' }),
	candidates: () => ({ role: 'teacher', label: 'generator wrote, kept' }),
	skills: () => ({ role: 'teacher', label: 'teacher named skills' }),
	training: (student) => ({ role: 'student', label: `${student} trains` }),
	// While rows are measured it is the student before.
	loading: () => ({ role: 'student', label: 'student loads' }),
};

/** Where the file's answers stand for the teacher's, they are counted with them. */
function labelOf(
	step: StepProgress['name'],
	student: string,
	{ recipe }: Run,
): Pick<CardStep, 'role' | 'label'> {
	return step === 'teacher-answers' && recipe.seedAnswers === 'file'
		? { role: null, label: 'answered by file or teacher' }
		: STEP_LABELS[step](student);
}

/** A sum that stands still. */
export function plainStep(role: CardStep['role'], label: string, value: string): CardStep {
	return { role, label, value, share: null };
}
