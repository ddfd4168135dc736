/** The order of a run's stages, and which comes next. */
import type { Run, StagePlace } from '../run.ts';
import type { RunBook } from './run-book.ts';

/**
 * All places of a run of n iterations: the base is prepared and scored, student-0 is made by imitation of the seeds,
 * then each iteration discriminates, generates and imitates; every student is scored on the held-out set. A trial ends when
 * each kind of stage was carried out: another training would only take time.
 */
export function placesOf(iterations: number, isTrial = false): readonly StagePlace[] {
	const places: StagePlace[] = [
		{ iteration: -1, stage: 'prepare' },
		{ iteration: -1, stage: 'evaluation' },
		{ iteration: 0, stage: 'imitation' },
		{ iteration: 0, stage: 'evaluation' },
	];
	for (let iteration = 1; iteration <= iterations; iteration++)
		places.push(
			{ iteration, stage: 'discrimination' },
			{ iteration, stage: 'generation' },
			{ iteration, stage: 'imitation' },
			{ iteration, stage: 'evaluation' },
		);
	const last = places.findIndex(({ stage }) => stage === 'generation');
	return isTrial && last !== -1 ? places.slice(0, last + 1) : places;
}

/** The first place without a finished entry; undefined when all are done. */
export function nextPlace(
	book: RunBook,
	{ iterations, trial }: Pick<Run, 'iterations' | 'trial'>,
): StagePlace | undefined {
	return placesOf(iterations, trial !== undefined).find(
		({ iteration, stage }) => (book.stage(iteration, stage)?.finishedAt ?? null) === null,
	);
}
