/** The exam worker: carries out exams one after the other, where no hidden tab slows it; one worker of all tabs at a time. */
import { carryOutExam } from '../../src/app/exam/carry-out.ts';
import { createExam } from '../../src/app/exam/create-exam.ts';
import type { ExamNews, ExamOrder, ExportOrder } from '../../src/app/exam/ports.ts';
import { writeExam } from '../../src/app/exam/write-exam.ts';
import { firstValue } from '../../src/app/live.ts';
import { preparingLock } from '../../src/adapters/indexeddb/exam-rows.ts';
import { KeyRing } from '../../src/adapters/system/key-ring.ts';
import type { Exam } from '../../src/core/exam/exam.ts';
import type { ExamId } from '../../src/core/id.ts';
import { openJournaled } from '../journal/open-journaled.ts';
import { reporting } from '../rpc/reporting.ts';
import { serve } from '../rpc/serve.ts';
import { AT_EXAMS, type ExamApi } from './protocol.ts';
import { examWorld } from './shop.ts';

const keys = new KeyRing();
const world = openJournaled({
	// A tab with newer code has taken the database over: this one must not write on.
	onOutdated: () => {
		close();
	},
}).then((database) => examWorld(database, keys));
// The first call that needs it reports why it couldn't be opened.
world.catch(() => undefined);

/** Exams whose state could not even be stored, until somebody wakes this worker again. */
const givenUp = new Set<ExamId>();
let isAtIt = false;
let isWokenAgain = false;

async function wake(): Promise<undefined> {
	const { store } = await world;
	givenUp.clear();
	isWokenAgain = true;
	if (isAtIt) return undefined;
	isAtIt = true;
	void atAllExams(store).finally(() => {
		isAtIt = false;
	});
	return undefined;
}

async function atAllExams(store: Awaited<typeof world>['store']): Promise<void> {
	while (isWokenAgain) {
		isWokenAgain = false;
		await navigator.locks.request(AT_EXAMS, async () => {
			for (let id = await nextExam(store); id !== undefined; id = await nextExam(store))
				await carryOut(id);
		});
	}
}

async function carryOut(id: ExamId): Promise<void> {
	try {
		await carryOutExam(await world, id);
	} catch (thrown) {
		console.error('The state of an exam could not be stored:', thrown);
		givenUp.add(id);
	}
}

/** The oldest under way. */
async function nextExam(store: Awaited<typeof world>['store']): Promise<ExamId | undefined> {
	const isOpen = ({ id, state }: Exam) => state.kind === 'running' && !givenUp.has(id);
	return (await firstValue(store.exams())).findLast(isOpen)?.id;
}

async function create(
	order: ExamOrder,
	signal: AbortSignal,
	onProgress: (news: ExamNews) => void,
): Promise<ExamId> {
	const made = await world;
	const id = made.newId();
	return navigator.locks.request(preparingLock(id as ExamId), () =>
		createExam({ ...made, newId: () => id }, order, { signal, onProgress }),
	);
}

async function write(
	order: ExportOrder,
	signal: AbortSignal,
	onProgress: (news: ExamNews) => void,
): Promise<Blob> {
	const { store } = await world;
	return writeExam(store, order, { signal, onProgress });
}

serve<ExamApi>({
	create: (order, signal) => reporting((onProgress) => create(order, signal, onProgress)),
	wake: () => wake(),
	giveKey: ({ slot, key }) => {
		if (key === null) keys.drop(slot);
		else keys.keep(slot, key);
		return Promise.resolve(undefined);
	},
	write: (order, signal) => reporting((onProgress) => write(order, signal, onProgress)),
});
