/** Words for where a run is: stages, steps, states, each said the same on every page. */
import type { RunProgress, StepProgress } from '../../core/progress.ts';
import { assertNever } from '../../core/error.ts';
import type { Run, StageName, StagePlace } from '../../core/run.ts';
import type { StateKind } from './role.ts';

const STAGES: Readonly<Record<StageName, string>> = {
	prepare: 'preparing the base',
	imitation: 'imitation',
	evaluation: 'evaluation',
	discrimination: 'discrimination',
	generation: 'generation',
};
const STEPS: Readonly<Record<StepProgress['name'], string>> = {
	'teacher-answers': 'teacher answers',
	'student-answers': 'student answers',
	verdicts: 'scoring',
	candidates: 'writing',
	skills: 'naming skills',
	training: 'training',
	loading: 'loading the student',
};

function stageWord(stage: StageName): string {
	return STAGES[stage];
}

export function stepWord(step: StepProgress['name']): string {
	return STEPS[step];
}

/** "base, evaluation", "seeds, imitation" for iteration 0, else "iteration 2, imitation". */
export function placeWords({ iteration, stage }: StagePlace): string {
	if (stage === 'prepare') return stageWord(stage);
	if (iteration < 0) return `base, ${stageWord(stage)}`;
	return iteration === 0
		? `seeds, ${stageWord(stage)}`
		: `iteration ${iteration}, ${stageWord(stage)}`;
}

export function runStateKind(run: Run): StateKind {
	switch (run.state.kind) {
		case 'ready':
			return 'waiting';
		case 'running':
			return 'running';
		case 'paused':
			return run.state.by === 'trouble' ? 'failed' : 'paused';
		case 'stopped':
			return 'warn';
		case 'finished':
			return 'done';
		default:
			return assertNever(run.state);
	}
}

export function runStateWord(run: Run): string {
	switch (run.state.kind) {
		case 'ready':
			return 'not started';
		case 'paused':
			return run.state.by === 'trouble' ? 'waits for you' : 'paused';
		case 'running':
		case 'stopped':
		case 'finished':
			return run.state.kind;
		default:
			return assertNever(run.state);
	}
}

/** The step that is not done yet, newest last; undefined between steps. */
export function currentStep(progress: RunProgress): StepProgress | undefined {
	return progress.steps.findLast(({ done, total }) => total === null || done < total);
}

/** Done of total in whole per cent; null where the total is unknown. */
export function stepPercent({ done, total }: StepProgress): number | null {
	return total === null || total === 0 ? null : Math.floor((100 * done) / total);
}
