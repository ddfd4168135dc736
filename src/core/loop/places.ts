/** The order of a run's stages, and which comes next. */
import type { StagePlace } from '../run.ts';
import type { RunBook } from './run-book.ts';

/**
 * All places of a run of n iterations: the base is prepared and scored, student-0 is made by imitation of the seeds,
 * then each iteration discriminates, generates and imitates; every student is scored on the held-out set.
 */
export function placesOf(iterations: number): readonly StagePlace[] {
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
	return places;
}

/** The first place without a finished entry; undefined when all are done. */
export function nextPlace(book: RunBook, iterations: number): StagePlace | undefined {
	return placesOf(iterations).find(
		({ iteration, stage }) => (book.stage(iteration, stage)?.finishedAt ?? null) === null,
	);
}
