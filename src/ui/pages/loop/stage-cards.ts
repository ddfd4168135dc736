/** The three stages of the current iteration: where each stands and what it has counted. */
import type { RunProgress } from '../../../core/progress.ts';
import type {
	IterationReport,
	Run,
	StageEntry,
	StageName,
	StagePlace,
	TrainingJob,
} from '../../../core/run.ts';
import { studentName } from '../../../core/student.ts';
import { count, decimal, duration, percent } from '../../parts/format.ts';
import { liveSteps, plainStep, type CardStep } from './card-steps.ts';
import type { FlowInput } from './flow.ts';
import { originOf } from './origin.ts';
import { rejectionTotal } from './rejections.ts';
import { currentStep } from './status.ts';

type Standing = 'done' | 'now' | 'waiting';
export type StageCard = {
	readonly number: 1 | 2 | 3;
	readonly name: string;
	readonly standing: Standing;
	readonly standingText: string;
	readonly steps: readonly CardStep[];
	readonly split: HardSplit | null;
	readonly note: string | null;
	/** The job whose file left rows out, which the note counts. */
	readonly leftOut: TrainingJob | null;
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
	const card = { number: 1, name: 'Imitation', split: null, ...leftOutOf(job) } as const;
	if (!now) return { ...card, ...standing, steps: imitationSums(job, iteration, input.run) };
	return {
		...card,
		standing: standing.standing,
		standingText: aroundWords(place) ?? standing.standingText,
		steps: liveSteps(input, iteration, job),
	};
}

/** What stage 1 shows of the stages around it. */
function aroundWords({ stage, iteration }: StagePlace): string | undefined {
	if (stage === 'prepare') return 'making the base ready';
	return stage === 'evaluation' ? `testing ${studentName(iteration)}` : undefined;
}

/** What stands around the stage is shown with it: the base is made ready before, the student tested after. */
const OF_IMITATION: readonly StageName[] = ['prepare', 'imitation', 'evaluation'];

function leftOutOf(job: TrainingJob | undefined): Pick<StageCard, 'note' | 'leftOut'> {
	const note = leftOutWords(job);
	return { note, leftOut: note === null || job === undefined ? null : job };
}

/** "12 left out of training: 5 too long for the student, 4 with an answer cut off, 3 unanswered." */
function leftOutWords(job: TrainingJob | undefined): string | null {
	if (job === undefined) return null;
	const reasons = [
		{ rows: job.tooLong, words: 'too long for the student' },
		{ rows: job.cutOff, words: 'with an answer cut off' },
		{ rows: job.unanswered, words: 'unanswered' },
	].filter(({ rows }) => rows > 0);
	if (reasons.length === 0) return null;
	const all = reasons.reduce((sum, { rows }) => sum + rows, 0);
	const [only] = reasons;
	const why =
		reasons.length === 1 && only !== undefined
			? only.words
			: reasons.map(({ rows, words }) => `${count(rows)} ${words}`).join(', ');
	return `${count(all)} left out of training: ${why}.`;
}

function imitationSums(job: TrainingJob | undefined, iteration: number, run: Run): CardStep[] {
	if (job === undefined) return [];
	const loss = job.points.at(-1)?.loss;
	const trained = loss === undefined ? job.status : `loss ${decimal(loss, 2)}`;
	// Rows of earlier iterations may be among them.
	const by = iteration === 0 && run.recipe.seedAnswers === 'file' ? null : 'teacher';
	return [
		plainStep(by, 'answers an epoch', count(job.rows)),
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
		steps: now ? liveSteps(input, judged, undefined) : [],
		split: splitOf(progress),
		...{ note: null, leftOut: null },
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
	const { progress, reports, run } = input;
	const now = progress?.place?.stage === 'generation';
	const entry = newestEntry(input.stages, 'generation');
	const report = reports.filter(({ asked }) => asked > 0).at(-1);
	const sums = () => generationSums(report, run);
	return {
		number: 3,
		name: 'Generation',
		...standingOf(now, entry, input),
		steps: now ? liveSteps(input, progress.place.iteration, undefined) : sums(),
		...{ split: null, leftOut: null },
		note: report === undefined ? null : (shortWords(report) ?? (now ? keptWords(report) : null)),
	};
}

function generationSums(report: IterationReport | undefined, { recipe }: Run): CardStep[] {
	if (report === undefined) return [];
	const asked = (['hard', 'easy'] as const).map((operator) => {
		const hasParents = report.difficulty.some((skill) => skill[operator] > 0);
		const { role, words } = originOf(operator, recipe.generation, hasParents);
		const label = role === null ? words : `${words}, ${KIND_WORDS[operator]}`;
		return plainStep(role, label, count(report.accepted[operator]));
	});
	return [...asked, plainStep(null, 'turned away', count(rejectionTotal(report)))];
}
const KIND_WORDS = { hard: 'same kind', easy: 'rarer' } as const;

function shortWords({ iteration, shortOf }: IterationReport): string | null {
	return shortOf === null ? null : `Iteration ${String(iteration)} got ${shortOf}`;
}

function keptWords(report: IterationReport): string {
	const kept = report.accepted.hard + report.accepted.easy;
	return `Iteration ${String(report.iteration)} kept ${count(kept)} of ${count(report.asked)} written.`;
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
	return { standing: 'done', standingText: doneWords(entry, input.run) };
}

/** What a fork took over was done in another run. */
function doneWords({ runId, seconds }: StageEntry, run: Run): string {
	return runId === run.id ? duration(seconds) : 'taken over';
}

function isOver({ run }: FlowInput): boolean {
	return run.state.kind === 'finished' || run.state.kind === 'stopped';
}

function nowWords(progress: RunProgress | undefined): string {
	const step = currentStep(progress?.steps ?? []);
	if (step === undefined || step.total === null || step.total === 0) return 'now';
	return `now, ${percent(Math.floor((100 * Math.min(step.done, step.total)) / step.total), 0)}`;
}
