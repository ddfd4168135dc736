/** The recipe in a few lines, as the Loop page sums it up. */
import type { Run } from '../../../core/run.ts';
import type { TeacherSettings } from '../../../core/teacher.ts';
import { count, decimal, plural, small } from '../../parts/format.ts';

export type Fact = { readonly name: string; readonly value: string };

export function recipeFacts({ recipe }: Run, teacher: TeacherSettings | undefined): Fact[] {
	const { generation, referee, training } = recipe;
	const writes = generation.newPerIteration > 0;
	return [
		{ name: 'hard from', value: hardWords(referee) },
		{ name: 'new each iteration', value: newWords(generation) },
		...(writes
			? [
					{ name: 'parents', value: parentWords(generation) },
					{ name: 'too similar above', value: `ROUGE-L ${decimal(generation.maxRougeL, 2)}` },
				]
			: []),
		{
			name: 'Cache Pool',
			value: generation.cachePool === 'paper' ? 'holds the Train Pool too' : 'never trained on',
		},
		{
			name: 'training',
			value: `${METHODS[training.method]}, ${plural(training.epochs, 'epoch')}, rate ${small(training.learningRate)}`,
		},
		{ name: 'replayed from earlier', value: replayWords(recipe) },
		{ name: 'base', value: recipe.baseId },
		{ name: 'teacher', value: teacherWords(teacher) },
	];
}

type Generation = Run['recipe']['generation'];

const METHODS = { full: 'all weights', lora: 'LoRA' } as const;

function hardWords({ threshold, hardRule }: Run['recipe']['referee']): string {
	const lost = `${plural(threshold, 'point')} behind`;
	return hardRule === 'mean' ? lost : `${lost} in both orders`;
}

function parentWords({ targeting, hardShare }: Generation): string {
	if (targeting === 'random') return 'at random, any difficulty';
	if (targeting === 'learnable') return 'learnable first';
	return hardShare === 0.5
		? 'hard and easy, as the paper'
		: `${decimal(100 * hardShare, 0)} % hard, the rest easy`;
}

function newWords({ newPerIteration, newCachePerIteration, cachePool }: Generation): string {
	if (newPerIteration === 0) return 'none';
	if (cachePool === 'paper') return count(newPerIteration);
	return `${count(newPerIteration)} to train on, ${count(newCachePerIteration)} to test on`;
}

/** The seeds have nothing before them. */
function replayWords({ training, generation }: Run['recipe']): string {
	if (generation.newPerIteration === 0) return 'all rows after the seeds';
	return training.replay === 0
		? 'nothing'
		: `${decimal(100 * training.replay, 0)} % of rows after the seeds`;
}

function teacherWords(teacher: TeacherSettings | undefined): string {
	if (teacher === undefined) return '–';
	return teacher.kind === 'practice' ? 'practice (a program)' : teacher.model;
}
