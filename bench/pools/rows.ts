/** A large project's rows for the bench: seeds, what a run generated from them, and what its referee said. */
import {
	candidateId,
	seedId,
	studentIdOf,
	type InstructionId,
	type ProjectId,
	type RunId,
} from '../../src/core/id.ts';
import type { Instruction } from '../../src/core/instruction.ts';
import { seededRandom, type Random } from '../../src/core/random.ts';
import { verdictId, VERDICT_ORDERS, type Verdict } from '../../src/core/verdict.ts';
import { Language, zipf } from '../novelty/language.ts';

/** Of all rows; the rest was generated, in three iterations. */
const SEED_SHARE = 0.7;
const ITERATIONS = 3;
const SKILLS = 60;
const AT_ONCE = 2000;

/** All of a row but its words. */
type Place = Omit<Instruction, 'instruction' | 'input' | 'skill'>;
type Owner = { readonly project: ProjectId; readonly run: RunId };

/** Rows, some at a time: one seed of fifty is held out, four rows in ten have an input. */
export function* poolRows(
	{ project, run }: Owner,
	count: number,
): Generator<readonly Instruction[]> {
	const random = seededRandom('pools-bench');
	const language = new Language(random);
	const skillOf = zipf(random, SKILLS);
	const words = () => language.instruction().join(' ');
	const seeds = Math.floor(count * SEED_SHARE);
	const rowAt = (place: number): Instruction => ({
		...(place < seeds
			? seedPlace(project, place)
			: generatedPlace({ project, run }, place - seeds, random)),
		instruction: words(),
		input: random() < 0.4 ? words() : '',
		skill: `skill ${String(skillOf())}`,
	});
	for (let first = 0; first < count; first += AT_ONCE)
		yield Array.from({ length: Math.min(AT_ONCE, count - first) }, (_, at) => rowAt(first + at));
}

function seedPlace(projectId: ProjectId, order: number): Place {
	const isHeldOut = order % 50 === 49;
	return {
		...{ schema: 1, id: seedId(projectId, order), projectId, runId: null, iteration: 0 },
		...{ order, skillFrom: 'data', origin: 'imported', parentId: null, operator: null },
		...(isHeldOut ? { split: 'heldOut', pool: null } : { split: 'pool', pool: 'both' }),
	};
}

function generatedPlace({ project, run }: Owner, index: number, random: Random): Place {
	const iteration = 1 + (index % ITERATIONS);
	return {
		...{ schema: 1, id: candidateId(run, iteration, index), projectId: project, runId: run },
		...{ iteration, order: index, skillFrom: 'generator', split: 'pool', origin: 'generated' },
		...{ pool: index % 2 === 0 ? 'both' : 'train', parentId: seedId(project, index) },
		operator: random() < 0.5 ? 'hard' : 'easy',
	};
}

/** Both orders for each of the instructions, on student-0 of the run. */
export function verdictsOn(
	{ project, run }: Owner,
	ids: readonly InstructionId[],
	random: Random,
): Verdict[] {
	const studentId = studentIdOf(run, 0);
	const points = () => 1 + Math.floor(random() * 10);
	return ids.flatMap((instructionId) =>
		VERDICT_ORDERS.map((order) => ({
			...{ schema: 1, id: verdictId(instructionId, studentId, order), projectId: project },
			...{ runId: run, instructionId, studentId, order, explanation: 'As the bench drew it.' },
			...{ scores: { teacher: points(), student: points() }, asked: 1, callKey: null },
			createdAt: 0,
		})),
	);
}
