/** Imitation: the teacher answers the Train Pool, the trainer fine-tunes on the answers, the new student comes back. */
import { AppError } from '../../core/error.ts';
import { trainPool } from '../../core/loop/pools.ts';
import { conversationOf, trainingRows } from '../../core/loop/training-rows.ts';
import type { Recipe } from '../../core/recipe.ts';
import type { Message } from '../../core/call.ts';
import type { JobOrder } from '../ports.ts';
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
	const { fitting, tooLong } = await fittingRows(session, iteration);
	if (fitting.length === 0)
		throw new AppError(
			'run/nothing-to-train',
			`Iteration ${iteration} has no answered row that fits ${run.recipe.training.contextTokens} tokens.`,
		);
	await trainStudent(session, iteration, {
		model: iteration === 0 ? run.recipe.baseId : modelOf(session, iteration - 1),
		rows: fitting.map((messages) => ({ messages })),
		hyperparameters: hyperparametersOf(run.recipe),
		tooLong,
	});
}

function modelOf(session: RunSession, iteration: number): string {
	const { model, id } = session.student(iteration);
	if (model === null)
		throw new AppError('run/no-student', `expected ${id} to be a trainer's model`);
	return model;
}

/** The conversations of iteration k that fit the base's context, and how many don't. */
async function fittingRows(
	session: RunSession,
	iteration: number,
): Promise<{ fitting: readonly (readonly Message[])[]; tooLong: number }> {
	const { book, run } = session;
	const conversations = trainingRows(book, run.recipe, iteration).rows.map(conversationOf);
	const { contextTokens } = await session.load(session.student(iteration - 1));
	const limit = Math.min(contextTokens, run.recipe.training.contextTokens);
	const counts = await session.world.engine.countTokens(conversations, session.stopping);
	const fitting = conversations.filter((_, row) => (counts[row] ?? 0) <= limit);
	return { fitting, tooLong: conversations.length - fitting.length };
}

/** The trainer's names for the recipe's numbers. */
function hyperparametersOf({ training }: Recipe): JobOrder['hyperparameters'] {
	return {
		n_epochs: training.epochs,
		batch_size: training.batchSize,
		learning_rate: training.learningRate,
		warmup_ratio: training.warmupShare,
		weight_decay: training.weightDecay,
		context_length: training.contextTokens,
		lora: training.method === 'lora',
	};
}
