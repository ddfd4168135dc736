/** Imitation: the teacher answers the Train Pool, the trainer fine-tunes on the answers, the new student comes back. */
import { AppError } from '../../core/error.ts';
import type { InstructionId } from '../../core/id.ts';
import { trainPool } from '../../core/loop/pools.ts';
import { conversationOf, trainingRows } from '../../core/loop/training-rows.ts';
import type { Recipe } from '../../core/recipe.ts';
import type { LeftOut } from '../../core/run.ts';
import type { Message } from '../../core/call.ts';
import type { JobOrder } from '../ports/trainer.ts';
import { loadStudent } from './load-student.ts';
import { trainStudent } from './train-student.ts';
import type { RunSession } from './session.ts';
import { teacherAnswers } from './teacher-answers.ts';

/** Makes student-k. */
export async function imitate(session: RunSession, iteration: number): Promise<void> {
	if (session.book.student(iteration) !== undefined) return;
	const { book, run } = session;
	await teacherAnswers(session, trainPool(book, run.recipe, iteration));
	session.throwIfStopping();
	await session.rows.flush();
	const { fitting, passes, leftOut, contextTokens } = await fittingRows(session, iteration);
	tellLeftOut(session, leftOut);
	if (fitting.length === 0)
		throw new AppError(
			'run/nothing-to-train',
			`Iteration ${iteration} has no answered row that fits ${contextTokens} tokens.`,
		);
	await trainStudent(session, iteration, {
		model: iteration === 0 ? run.recipe.baseId : modelOf(session, iteration - 1),
		rows: fitting.map((messages) => ({ messages })),
		hyperparameters: {
			...hyperparametersOf(run.recipe),
			context_length: contextTokens,
			n_epochs: passes,
		},
		rowsAnEpoch: Math.round((fitting.length * passes) / run.recipe.training.epochs),
		leftOut,
	});
}

/** Said before the job is ordered: what is trained on without these can't be taken back. */
function tellLeftOut(session: RunSession, leftOut: readonly LeftOut[]): void {
	for (const [why, words] of Object.entries(WHY_LEFT_OUT)) {
		const rows = leftOut.filter((row) => row.why === why);
		const [first] = rows;
		if (first === undefined) continue;
		const named = session.book.instructions.get(first.id)?.instruction ?? '';
		session.say({
			kind: 'failed',
			code: `training/${why}`,
			message: `${String(rows.length)} left out of training: ${words}. The first: ${named.slice(0, 80)}`,
			about: first.id,
		});
	}
}
const WHY_LEFT_OUT: Readonly<Record<LeftOut['why'], string>> = {
	'too-long': 'they don’t fit the student’s context',
	'cut-off': 'the teacher’s answer was cut off at its token limit',
	unanswered: 'the teacher gave no answer',
};

function modelOf(session: RunSession, iteration: number): string {
	const { model, id } = session.student(iteration);
	if (model === null)
		throw new AppError('run/no-student', `expected ${id} to be a trainer's model`);
	return model;
}

type FittingRows = {
	readonly fitting: readonly (readonly Message[])[];
	readonly passes: number;
	/** The recipe's, or the base's where that has less: the trainer refuses more, and by then the answers are paid for. */
	readonly contextTokens: number;
	/** Instructions left out, each once. */
	readonly leftOut: readonly LeftOut[];
};

/** The conversations of iteration k that fit the base's context, and how many don't. */
async function fittingRows(session: RunSession, iteration: number): Promise<FittingRows> {
	const { book, run } = session;
	const { rows, passes, unanswered, cutOff } = trainingRows(book, run.recipe, iteration);
	const { contextTokens } = await loadStudent(session, session.student(iteration - 1));
	const limit = Math.min(contextTokens ?? Infinity, run.recipe.training.contextTokens);
	const distinct = [...new Map(rows.map((row) => [row.instruction.id, row])).values()];
	const counts = await session.world.engine.countTokens(
		distinct.map(conversationOf),
		session.stopping,
	);
	const tooLong = new Set(
		distinct.filter((_, at) => (counts[at] ?? 0) > limit).map((row) => row.instruction.id),
	);
	const fitting = rows.filter((row) => !tooLong.has(row.instruction.id)).map(conversationOf);
	const because = (why: LeftOut['why']) => (id: InstructionId) => ({ id, why });
	return {
		fitting,
		passes,
		contextTokens: limit,
		leftOut: [
			...[...tooLong].map(because('too-long')),
			...cutOff.map(({ id }) => id).map(because('cut-off')),
			...unanswered.map(({ id }) => id).map(because('unanswered')),
		],
	};
}

/** The trainer's names for the recipe's numbers. */
function hyperparametersOf({ training }: Recipe): JobOrder['hyperparameters'] {
	return {
		batch_size: training.batchSize,
		learning_rate: training.learningRate,
		warmup_ratio: training.warmupShare,
		weight_decay: training.weightDecay,
		lora: training.method === 'lora',
	};
}
