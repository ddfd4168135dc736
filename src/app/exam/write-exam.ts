/** Writing an exam's answers to a file, a few hundred instructions in memory at a time. */
import { AppError } from '../../core/error.ts';
import { frameOf, piecesOf } from '../../core/exam/export-exam.ts';
import { firstValue } from '../live.ts';
import type { ExamStore, ExamWatching, ExportOrder } from './ports.ts';

const AT_ONCE = 250;

/** See `Exams.write`; throws 'exam/unknown', the signal's reason. */
export async function writeExam(
	store: Pick<ExamStore, 'exam' | 'rows'>,
	order: ExportOrder,
	{ signal, onProgress }: ExamWatching,
): Promise<Blob> {
	const exam = await firstValue(store.exam(order.exam));
	if (exam === undefined)
		throw new AppError('exam/unknown', `There is no exam ${order.exam} in this browser.`);
	const students = order.students.flatMap(
		(wanted) => exam.students.find(({ id }) => id === wanted) ?? [],
	);
	const { start, between, end } = frameOf(order.format, students);
	const parts: BlobPart[] = [start];
	let pieces = 0;
	for (let from = 0; from < exam.tasks; from += AT_ONCE) {
		signal.throwIfAborted();
		const span = { from, count: AT_ONCE };
		const rows = await store.rows(exam, order.students, span);
		const some = rows.flatMap((row) => piecesOf(exam, students, row, order.format));
		// A blob of its own for each part: the browser may put it to disk.
		if (some.length > 0) parts.push(new Blob([pieces > 0 ? between : '', some.join(between)]));
		pieces += some.length;
		onProgress({ done: Math.min(exam.tasks, from + AT_ONCE), total: exam.tasks });
	}
	if (pieces > 0 || order.format === 'alpaca-eval') parts.push(end);
	return new Blob(parts, { type: order.format === 'csv' ? 'text/csv' : 'application/json' });
}
