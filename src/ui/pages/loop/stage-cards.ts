/** The three stages of the current iteration: where each stands and what it has counted. */
import type { RunProgress, StepProgress } from '../../../core/progress.ts';
import type { IterationReport, StageEntry, StageName, TrainingJob } from '../../../core/run.ts';
import { studentName } from '../../../core/student.ts';
import { count, decimal, duration, percent } from '../../parts/format.ts';
import type { FlowInput } from './flow.ts';
import { rejectionTotal } from './rejections.ts';
import { currentStep } from './status.ts';

type CardStep = {
	readonly role: 'teacher' | 'student' | 'hard' | 'easy' | null;
	readonly label: string;
	readonly value: string;
	/** Done of total, 0–1, of the step that is at work; null for every other. */
	readonly share: number | null;
};
type Standing = 'done' | 'now' | 'waiting';
export type StageCard = {
	readonly number: 1 | 2 | 3;
	readonly name: string;
	readonly standing: Standing;
	readonly standingText: string;
	readonly steps: readonly CardStep[];
	readonly split: HardSplit | null;
	readonly note: string | null;
};
/** Hard and easy so far, with the half-width of the hard share while some are still unscored. */
type HardSplit = {
	readonly hard: number;
	readonly easy: number;
	readonly unscored: number;
	readonly hardWords: string;
};

export function stageCards(input: FlowInput): readonly [StageCard, StageCard, StageCard] {
	return [imitationCard(input), discriminationCard(input), generationCard(input)];
}

function imitationCard(input: FlowInput): StageCard {
	const entry = newestEntry(input.stages, 'imitation');
	const place = input.progress?.place ?? null;
	const now = !isOver(input) && place !== null && OF_IMITATION.includes(place.stage);
	const iteration = now ? place.iteration : (entry?.iteration ?? 0);
	const job = input.jobs.findLast((one) => one.iteration === iteration);
	const standing = standingOf(now, entry, input);
	const card = { number: 1, name: 'Imitation', split: null, note: tooLongWords(job) } as const;
	if (!now) return { ...card, ...standing, steps: imitationSums(job, iteration) };
	const steps = liveSteps(input.progress, iteration, job);
	const standingText =
		place.stage === 'evaluation' ? `testing ${studentName(iteration)}` : standing.standingText;
	return { ...card, standing: standing.standing, standingText, steps };
}

/** What stands around the stage is shown with it: the base is made ready before, the student tested after. */
const OF_IMITATION: readonly StageName[] = ['prepare', 'imitation', 'evaluation'];

function tooLongWords(job: TrainingJob | undefined): string | null {
	return job && job.tooLong > 0
		? `${count(job.tooLong)} left out: too long for the student.`
		: null;
}

function imitationSums(job: TrainingJob | undefined, iteration: number): CardStep[] {
	if (job === undefined) return [];
	const loss = job.points.at(-1)?.loss;
	const trained = loss === undefined ? job.status : `loss ${decimal(loss, 2)}`;
	return [
		plainStep('teacher', 'teacher answered', count(job.rows)),
		plainStep('student', `${studentName(iteration)} trained`, trained),
	];
}

function discriminationCard(input: FlowInput): StageCard {
	const { progress } = input;
	const now = progress?.place?.stage === 'discrimination';
	const entry = newestEntry(input.stages, 'discrimination');
	const judged = (now ? progress.place.iteration : (entry?.iteration ?? 1)) - 1;
	return {
		number: 2,
		name: 'Discrimination',
		...standingOf(now, entry, input),
		steps: now ? liveSteps(progress, judged, undefined) : [],
		split: splitOf(progress),
		note: null,
	};
}

function splitOf(progress: RunProgress | undefined): HardSplit | null {
	if (progress === undefined) return null;
	const { hard, easy, unscored } = progress.cache;
	const scored = hard + easy;
	if (scored === 0) return null;
	const share = hard / scored;
	const all = Math.max(progress.pools.cache, scored);
	const rest = all > 1 ? (all - scored) / (all - 1) : 0;
	const half = 196 * Math.sqrt((share * (1 - share) * rest) / scored);
	const margin = half < 0.05 ? '' : ` ± ${decimal(half)}`;
	return { hard, easy, unscored, hardWords: `${percent(100 * share)}${margin}` };
}

function generationCard(input: FlowInput): StageCard {
	const { progress, reports } = input;
	const now = progress?.place?.stage === 'generation';
	const entry = newestEntry(input.stages, 'generation');
	const report = reports.filter(({ asked }) => asked > 0).at(-1);
	return {
		number: 3,
		name: 'Generation',
		...standingOf(now, entry, input),
		steps: now ? liveSteps(progress, progress.place.iteration, undefined) : generationSums(report),
		split: null,
		note: report?.shortOf ?? (now && report ? keptWords(report) : null),
	};
}

function generationSums(report: IterationReport | undefined): CardStep[] {
	if (report === undefined) return [];
	return [
		plainStep('hard', 'from hard, same task', count(report.accepted.hard)),
		plainStep('easy', 'from easy, rarer', count(report.accepted.easy)),
		plainStep(null, 'turned away', count(rejectionTotal(report))),
	];
}

function keptWords(report: IterationReport): string {
	const kept = report.accepted.hard + report.accepted.easy;
	return `Iteration ${String(report.iteration)} kept ${count(kept)} of ${count(report.asked)} written.`;
}

function liveSteps(
	progress: RunProgress | undefined,
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
			...STEP_LABELS[step.name](studentName(iteration)),
			value: valueOf(step, job),
			share: atWork ? Math.min(1, step.done / step.total) : null,
		};
	});
}

function valueOf(step: StepProgress, job: TrainingJob | undefined): string {
	const of = step.total === null ? count(step.done) : `${count(step.done)} of ${count(step.total)}`;
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
	loading: (student) => ({ role: 'student', label: `${student} loads` }),
};

function plainStep(role: CardStep['role'], label: string, value: string): CardStep {
	return { role, label, value, share: null };
}

function newestEntry(stages: readonly StageEntry[], stage: StageName): StageEntry | undefined {
	return stages
		.filter((entry) => entry.stage === stage && entry.finishedAt !== null)
		.reduce<StageEntry | undefined>(
			(newest, entry) =>
				newest === undefined || entry.iteration > newest.iteration ? entry : newest,
			undefined,
		);
}

function standingOf(
	now: boolean,
	entry: StageEntry | undefined,
	input: FlowInput,
): Pick<StageCard, 'standing' | 'standingText'> {
	if (now && !isOver(input)) return { standing: 'now', standingText: nowWords(input.progress) };
	if (entry === undefined) return { standing: 'waiting', standingText: 'not yet' };
	const isOfBefore = entry.iteration < (input.progress?.place?.iteration ?? entry.iteration);
	// Imitation made the student that is now tested, so that it stays done.
	if (isOfBefore && !isOver(input) && entry.stage !== 'imitation')
		return { standing: 'waiting', standingText: 'to come' };
	return { standing: 'done', standingText: duration(entry.seconds) };
}

function isOver({ run }: FlowInput): boolean {
	return run.state.kind === 'finished' || run.state.kind === 'stopped';
}

function nowWords(progress: RunProgress | undefined): string {
	const step = currentStep(progress?.steps ?? []);
	if (step === undefined || step.total === null || step.total === 0) return 'now';
	return `now, ${percent(Math.floor((100 * Math.min(step.done, step.total)) / step.total), 0)}`;
}
