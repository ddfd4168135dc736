/** The practice project: rows with skill and split, a pure function of the world and a seed. */
import { NoveltyIndex } from '../novelty/novelty-index.ts';
import { type Random, seededRandom } from '../random.ts';
import { makeTask, PRACTICE_SKILLS, type PracticeTask } from './world.ts';

/** An instruction of the practice project. */
export type PracticeRow = {
	readonly instruction: string;
	readonly input: string;
	readonly skill: string;
	readonly split: 'train' | 'cache' | 'heldOut' | 'development';
};

/** How many instructions: of the two pools in all, of the two test splits for each skill. */
export type PracticeSizes = {
	readonly train: number;
	readonly cache: number;
	readonly heldOutPerSkill: number;
	readonly developmentPerSkill: number;
};

const DEFAULT_SIZES: PracticeSizes = {
	train: 2500,
	cache: 1000,
	heldOutPerSkill: 30,
	developmentPerSkill: 20,
};

/**
 * The rows of a practice project. Train and Cache Pool are drawn by `seed`, Zipf (s = 1) over the skills in their
 * fixed order; held-out and development instructions are the same for every seed and uniform over the skills. No pool
 * instruction is within ROUGE-L 0.7 of one of those.
 */
export function makePracticeProject(
	seed: number,
	sizes: Partial<PracticeSizes> = {},
): readonly PracticeRow[] {
	const { train, cache, heldOutPerSkill, developmentPerSkill } = { ...DEFAULT_SIZES, ...sizes };
	const heldOut = testTasks('held-out', heldOutPerSkill);
	const development = testTasks('development', developmentPerSkill);
	const novelty = new NoveltyIndex();
	for (const { instruction } of [...heldOut, ...development]) novelty.add(instruction);
	const random = seededRandom('practice', 'pools', seed);
	const pool = poolTasks(train + cache, random, novelty);
	return [
		...rows(pool.slice(0, train), 'train'),
		...rows(pool.slice(train), 'cache'),
		...rows(heldOut, 'heldOut'),
		...rows(development, 'development'),
	];
}

/** The tasks of a test split, `perSkill` of each skill. */
function testTasks(split: 'held-out' | 'development', perSkill: number): readonly PracticeTask[] {
	return PRACTICE_SKILLS.flatMap((skill) =>
		Array.from({ length: perSkill }, (_, index) =>
			makeTask(skill, seededRandom('practice', split, skill, index)),
		),
	);
}

function poolTasks(count: number, random: Random, novelty: NoveltyIndex): readonly PracticeTask[] {
	const tasks: PracticeTask[] = [];
	while (tasks.length < count) {
		const task = makeTask(zipfSkill(random), random);
		if (!novelty.nearest(task.instruction)) tasks.push(task);
	}
	return tasks;
}

/** Total weight of Zipf's law with s = 1: the k-th skill has weight 1 / k. */
const ZIPF_TOTAL = PRACTICE_SKILLS.reduce((total, _, index) => total + 1 / (index + 1), 0);

function zipfSkill(random: Random): string {
	let rest = random() * ZIPF_TOTAL;
	for (const [index, skill] of PRACTICE_SKILLS.entries()) {
		rest -= 1 / (index + 1);
		if (rest < 0) return skill;
	}
	// Rounding alone can leave a rest at the very end.
	return PRACTICE_SKILLS.at(-1) ?? '';
}

function rows(tasks: readonly PracticeTask[], split: PracticeRow['split']): PracticeRow[] {
	return tasks.map(({ instruction, skill }) => ({ instruction, input: '', skill, split }));
}
