/** The teacher answers instructions that have no answer to go by yet. */
import type { Answer } from '../../core/answer.ts';
import { answerId } from '../../core/answer.ts';
import type { Instruction } from '../../core/instruction.ts';
import { taskText } from '../../core/instruction.ts';
import { referenceAnswer } from '../../core/loop/training-rows.ts';
import { teacherMessages } from '../../core/prompts/teacher-prompt.ts';
import { failedItem } from './failures.ts';
import { inLanes } from './lanes.ts';
import type { RunSession } from './session.ts';

/** Asks for what is missing among `rows`, until `stop`; `ready` hears of each row that has its answer, old or new. */
export async function teacherAnswers(
	session: RunSession,
	rows: readonly Instruction[],
	ready: (row: Instruction) => void = () => undefined,
	stop: AbortSignal = session.stopping,
): Promise<void> {
	const missing: Instruction[] = [];
	for (const row of rows)
		if (referenceAnswer(session.book, session.run.recipe, row) === undefined) missing.push(row);
		else ready(row);
	session.progress.step('teacher-answers', rows.length, rows.length - missing.length);
	await inLanes(
		missing,
		session.lanes,
		async (row) => {
			const answer = await askTeacher(session, row);
			if (answer === undefined) return;
			session.progress.did('teacher-answers');
			session.say({
				kind: 'answered',
				by: 'teacher',
				task: taskText(row),
				text: answer.text,
				id: row.id,
			});
			await session.rows.add({ answers: [answer] });
			ready(row);
		},
		stop,
	);
}

/** The answer, or undefined when the call failed for this row alone: it is counted and can be retried. */
async function askTeacher(session: RunSession, row: Instruction): Promise<Answer | undefined> {
	try {
		const { reply, callKey } = await session.world.ask(
			{
				role: 'teacher',
				about: row.id,
				request: session.request('teacher', teacherMessages(row), session.run.recipe.teacher),
			},
			session.ended,
		);
		return {
			schema: 1,
			id: answerId(row.id, 'teacher'),
			projectId: row.projectId,
			instructionId: row.id,
			author: 'teacher',
			text: reply.text,
			finish: reply.finish,
			tokens: reply.completionTokens,
			callKey,
			createdAt: session.world.clock(),
		};
	} catch (thrown) {
		failedItem(session, thrown, { about: row.id, step: 'teacher-answers' });
		return undefined;
	}
}
