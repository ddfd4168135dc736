/** The recipe in a few lines, as the Loop page sums it up. */
import type { Run } from '../../../core/run.ts';
import type { TeacherSettings } from '../../../core/teacher.ts';
import { count, decimal, plural, small } from '../../parts/format.ts';

export type Fact = { readonly name: string; readonly value: string };

export function recipeFacts({ recipe }: Run, teacher: TeacherSettings | undefined): Fact[] {
	const { generation, referee, training } = recipe;
	return [
		{ name: 'hard from', value: plural(referee.threshold, 'point') },
		{ name: 'new each iteration', value: newWords(generation) },
		{ name: 'parents', value: PARENTS[generation.targeting] },
		{ name: 'too similar above', value: `ROUGE-L ${decimal(generation.maxRougeL, 2)}` },
		{
			name: 'Cache Pool',
			value: generation.cachePool === 'paper' ? 'holds the Train Pool' : 'never trained on',
		},
		{
			name: 'training',
			value: `${training.method}, ${plural(training.epochs, 'epoch')}, ${small(training.learningRate)}`,
		},
		{
			name: 'earlier data',
			value: training.replay === 0 ? 'none' : `${decimal(100 * training.replay, 0)} %`,
		},
		{ name: 'base', value: recipe.baseId },
		{ name: 'teacher', value: teacherWords(teacher) },
	];
}

const PARENTS = {
	paper: 'hard and easy, as the paper',
	learnable: 'learnable first',
	random: 'at random, any difficulty',
} as const;

function newWords({
	newPerIteration,
	newCachePerIteration,
	cachePool,
}: Run['recipe']['generation']): string {
	if (cachePool === 'paper') return count(newPerIteration);
	return `${count(newPerIteration)} + ${count(newCachePerIteration)}`;
}

function teacherWords(teacher: TeacherSettings | undefined): string {
	if (teacher === undefined) return '–';
	return teacher.kind === 'practice' ? 'practice (a program)' : teacher.model;
}
