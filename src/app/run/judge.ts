/** Teacher and student answer a set, and the referee scores each pair in both orders as soon as both are there. */
import type { Answer } from '../../core/answer.ts';
import { taskText, type Instruction } from '../../core/instruction.ts';
import { referenceAnswer } from '../../core/loop/training-rows.ts';
import type { Student } from '../../core/student.ts';
import { pointsOf, VERDICT_ORDERS, verdictId, type VerdictOrder } from '../../core/verdict.ts';
import { askReferee } from '../ask-referee.ts';
import { failedItem } from './failures.ts';
import { allEnded, Channel, inLanes, stoppingTogether } from './lanes.ts';
import type { RunSession } from './session.ts';
import { studentAnswers } from './student-answers.ts';
import { teacherAnswers } from './teacher-answers.ts';

type Pair = { readonly row: Instruction; readonly teacher: Answer; readonly student: Answer };
type Order = { readonly pair: Pair; readonly order: VerdictOrder };

/**
 * Leaves every row of `rows` with two verdicts on `student`, but for those that failed or can't be read; with
 * `unreadableAgain` the latter are asked once more. What ends one of the three ends the others with it.
 */
export async function judge(
	session: RunSession,
	rows: readonly Instruction[],
	student: Student,
	{ unreadableAgain = false }: { readonly unreadableAgain?: boolean } = {},
): Promise<void> {
	const { stop, orStopAll } = stoppingTogether(session.stopping);
	const orders = new Channel<Order>();
	const offered = new Set<string>();
	let total = 0;
	session.progress.step('verdicts', rows.length * 2);
	const ready = (row: Instruction) => {
		const pair = pairOf(session, row, student);
		if (pair === undefined || offered.has(row.id)) return;
		offered.add(row.id);
		for (const order of VERDICT_ORDERS) {
			total++;
			const known = session.book.verdict(row.id, student, order);
			if (known === undefined || (unreadableAgain && known.scores === null))
				orders.push({ pair, order });
			else session.progress.did('verdicts');
		}
	};
	const answering = allEnded([
		orStopAll(teacherAnswers(session, rows, ready, stop)),
		orStopAll(studentAnswers(session, student, rows, { ready, stop })),
	]).finally(() => {
		orders.end();
		session.progress.total('verdicts', total);
	});
	const scoring = orStopAll(
		inLanes(orders, session.lanes, (order) => score(session, student, order), stop),
	);
	await allEnded([answering, scoring]);
	session.throwIfStopping();
	await session.rows.flush();
}

function pairOf(session: RunSession, row: Instruction, student: Student): Pair | undefined {
	const byTeacher = referenceAnswer(session.book, session.run.recipe, row);
	const byStudent = session.book.answer(row.id, student.id);
	return byTeacher === undefined || byStudent === undefined
		? undefined
		: { row, teacher: byTeacher, student: byStudent };
}

async function score(session: RunSession, student: Student, { pair, order }: Order): Promise<void> {
	const { row } = pair;
	const id = verdictId(row.id, student.id, order);
	const before = session.book.verdict(row.id, student, order)?.asked ?? 0;
	const found = await asked(session, { pair, order }, before).catch((thrown: unknown) => {
		failedItem(session, thrown, { about: id, step: 'verdicts' });
		return undefined;
	});
	if (found === undefined) return;
	const { reading, times, callKey } = found;
	const points = pointsOf(reading.scores, order);
	session.progress.did('verdicts');
	if (points !== null) session.say({ kind: 'scored', task: taskText(row), ...points, id: row.id });
	await session.rows.add({
		verdicts: [
			{
				schema: 1,
				id,
				projectId: row.projectId,
				runId: session.run.id,
				instructionId: row.id,
				studentId: student.id,
				order,
				scores: points,
				explanation: reading.explanation,
				asked: times,
				callKey,
				createdAt: session.world.clock(),
			},
		],
	});
}

function asked(session: RunSession, { pair, order }: Order, before: number) {
	const { row, teacher, student } = pair;
	const answers = { teacher: teacher.text, student: student.text };
	return askReferee(
		(messages, numbers) => {
			const request = session.request('referee', messages, numbers);
			return session.world.ask({ role: 'referee', about: row.id, request }, session.ended);
		},
		{ task: row, answers, order, before },
		session.run.recipe.referee,
	);
}
