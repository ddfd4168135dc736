/** What a run's kills did to its paid answers, counted from the teacher's side and from the records. */
import type { Page } from '@playwright/test';
import type { Call } from '../../src/core/call.ts';
import type { RunProgress } from '../../src/core/progress.ts';
import type { PracticeCall } from '../fakes/practice-server.ts';
import { rowsOf } from './records.ts';

/**
 * A reply counts as received when the browser lived, and kept its connection open, this long after it was handed to the system,
 * in ms: sooner it may have lain in the connection, where nobody can tell.
 */
const RECEIVED_AFTER_MS = 1000;

/** When there was no browser, Unix ms: from its SIGKILL until the next one was begun. */
export type Absence = { readonly from: number; readonly to: number };

export type KillCount = {
	readonly kills: number;
	/** Requests without an answer in the ledger at the end, when every one has been answered. */
	readonly lost: number;
	/** Requests sent again although their reply had been received. */
	readonly paidTwice: number;
	/** What the ledger says it asked again because no answer had arrived. */
	readonly inDoubt: number;
	/** Requests that the teacher saw again; none may be beyond those in doubt. */
	readonly repeats: number;
};

export async function countKills(
	page: Page,
	calls: readonly Readonly<PracticeCall>[],
	absences: readonly Absence[],
): Promise<KillCount> {
	const ledger = await rowsOf<Call>(page, 'calls');
	const answered = ledger.filter(({ state }) => state === 'answered').length;
	const progress = await rowsOf<RunProgress>(page, 'progress');
	const sendings = new Map<string, Readonly<PracticeCall>[]>();
	for (const call of calls) sendings.set(call.body, [...(sendings.get(call.body) ?? []), call]);
	let paidTwice = 0;
	for (const [, ofOne] of sendings) {
		const received = ofOne.findIndex((call) => isReceived(call, absences));
		if (received >= 0) paidTwice += ofOne.length - 1 - received;
	}
	return {
		kills: absences.length,
		lost: Math.max(0, sendings.size - answered),
		paidTwice,
		inDoubt: progress.reduce((sum, one) => sum + one.inDoubt, 0),
		repeats: calls.length - sendings.size,
	};
}

/**
 * By the kills and by the connection: the browser's process of the network outlives it and keeps connections open, and a server
 * that is held up hears late of requests and of ends.
 */
function isReceived(
	{ askedAt, sentAt, closedAt }: Readonly<PracticeCall>,
	absences: readonly Absence[],
): boolean {
	if (sentAt === null) return false;
	const end = sentAt + RECEIVED_AFTER_MS;
	if (closedAt !== null && closedAt < end) return false;
	return !absences.some(({ from, to }) => from < end && to > askedAt);
}

/** Tables that are a function of recipe and replies alone. */
const TABLES = ['instructions', 'answers', 'verdicts', 'rejections', 'scores'] as const;
/** When something was done is no part of what came out, nor is the teacher's address, which a call's key holds. */
const LEFT_OUT: ReadonlySet<string> = new Set(['createdAt', 'at', 'callKey']);

/** The pools and all that was said of them, one line a row, without times and keys of calls and with the project's and run's ids taken out. */
export async function poolsOf(page: Page, run: string, project: string): Promise<string> {
	const lines: string[] = [];
	for (const table of TABLES)
		for (const row of await rowsOf<Readonly<Record<string, unknown>>>(page, table)) {
			const fields = Object.entries(row).filter(([field]) => !LEFT_OUT.has(field));
			lines.push(`${table} ${JSON.stringify(Object.fromEntries(fields.sort()))}`);
		}
	return lines
		.map((line) => line.replaceAll(run, 'RUN').replaceAll(project, 'PROJECT'))
		.sort()
		.join('\n');
}
