/** What a project's run asks of the user next, in a few words. */
import type { RunProgress } from '../../../core/progress.ts';
import type { Run } from '../../../core/run.ts';
import { assertNever } from '../../../core/error.ts';
import { duration, moment } from '../../parts/format.ts';
import { placeWords } from '../../parts/run-words.ts';

export type NextStep = {
	/** Where the run is. */
	readonly where: string;
	/** The verb of its button. */
	readonly verb: string;
};

export function nextStep(run: Run, progress: RunProgress | undefined): NextStep {
	const place = placeOf(progress);
	const { state } = run;
	switch (state.kind) {
		case 'ready':
			return { where: 'not started', verb: 'Start' };
		case 'running':
			return { where: runningWhere(place, progress?.secondsLeft ?? null), verb: 'Watch' };
		case 'paused':
			return state.by === 'trouble'
				? { where: state.because, verb: 'See why' }
				: { where: `paused in ${place}`, verb: 'Go on' };
		case 'stopped':
			return { where: `stopped at ${moment(state.at)}, in ${place}`, verb: 'Open' };
		case 'finished':
			return { where: `finished at ${moment(state.at)}`, verb: 'See result' };
		default:
			return assertNever(state);
	}
}

function placeOf(progress: RunProgress | undefined): string {
	return progress?.place ? placeWords(progress.place) : 'before the first stage';
}

function runningWhere(place: string, secondsLeft: number | null): string {
	return secondsLeft === null ? place : `${place}, ${duration(secondsLeft)} left`;
}
