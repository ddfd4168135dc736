/** What the page may ask of the exam worker. */
import type { ExamNews, ExamOrder, ExportOrder } from '../../src/app/exam/ports.ts';
import type { ExamId, KeySlot } from '../../src/core/id.ts';

/** The lock of whoever carries exams out; it dies with its worker, and the next in line goes on. */
export const AT_EXAMS = 'retort/exams';

export type ExamApi = {
	/** Makes an exam; it is carried out when the worker is woken. */
	readonly create: {
		readonly args: ExamOrder;
		readonly item: ExamNews;
		readonly result: ExamId;
	};
	/** Carries out what is marked as running, whoever marked it; at once, or when no other tab's worker is at it any more. */
	readonly wake: {
		readonly args: undefined;
		readonly item: never;
		readonly result: undefined;
	};
	/** null forgets it. */
	readonly giveKey: {
		readonly args: { readonly slot: KeySlot; readonly key: string | null };
		readonly item: never;
		readonly result: undefined;
	};
	readonly write: {
		readonly args: ExportOrder;
		readonly item: ExamNews;
		readonly result: Blob;
	};
};
