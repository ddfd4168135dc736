/** What a run's kills did to its paid answers, counted from the teacher's side and from the records. */
import type { Page } from '@playwright/test';
import { digest } from '../../src/adapters/system/digest.ts';
import { type Call, callContent, type CallRequest } from '../../src/core/call.ts';
import type { RunProgress } from '../../src/core/progress.ts';
import type { PracticeCall } from '../fakes/practice-server.ts';
import { rowsOf } from './records.ts';

/**
 * A reply that a living browser had this long, in ms, counts as received whatever the ledger says: storing one takes as long as
 * the disk does, hundreds of ms on a busy machine, and a kill meanwhile leaves the call in doubt.
 */
const RECEIVED_AFTER_MS = 5000;

/** A kill, and what the next browser found. */
export type Absence = {
	/** From the SIGKILL until the next browser was begun, Unix ms. */
	readonly from: number;
	readonly to: number;
	/** Keys of the calls that the ledger had answers of, before the run went on. */
	readonly answered: ReadonlySet<string>;
};

export type KillCount = {
	readonly kills: number;
	/** Requests without an answer in the ledger at the end, when every one has been answered. */
	readonly lost: number;
	/** Requests sent again although the ledger had the answer after a kill, or a browser had it for long. */
	readonly paidTwice: number;
	/** What the ledger says it asked again because no answer had arrived. */
	readonly inDoubt: number;
	/** Requests that the teacher saw again; none may be beyond those in doubt. */
	readonly repeats: number;
	/** The longest that a reply had been out when a kill came and the ledger hadn't it, in ms; 0: there was none. */
	readonly longestUnstoredMs: number;
};

type Sending = Readonly<PracticeCall>;

export async function countKills(
	page: Page,
	{ calls, baseUrl }: { readonly calls: readonly Sending[]; readonly baseUrl: string },
	absences: readonly Absence[],
): Promise<KillCount> {
	const ledger = await rowsOf<Call>(page, 'calls');
	const known = new Set<string>(ledger.map(({ key }) => key));
	const progress = await rowsOf<RunProgress>(page, 'progress');
	const sendings = new Map<string, Sending[]>();
	for (const call of calls) sendings.set(call.body, [...(sendings.get(call.body) ?? []), call]);
	let paidTwice = 0;
	let longestUnstoredMs = 0;
	for (const [body, ofOne] of sendings) {
		if (ofOne.length === 1) continue;
		const key = await keyOf(body, baseUrl, known);
		for (const [place, sending] of ofOne.entries()) {
			const before = ofOne.slice(0, place);
			const isStored = absences.some(
				({ to, answered }) => to <= sending.askedAt && answered.has(key),
			);
			if (isStored || before.some((one) => isReceived(one, absences))) paidTwice++;
			else
				longestUnstoredMs = Math.max(
					longestUnstoredMs,
					...before.map((one) => heldMs(one, absences)),
				);
		}
	}
	return {
		...{ kills: absences.length, paidTwice, longestUnstoredMs },
		lost: Math.max(0, sendings.size - ledger.filter(({ state }) => state === 'answered').length),
		inDoubt: progress.reduce((sum, one) => sum + one.inDoubt, 0),
		repeats: calls.length - sendings.size,
	};
}

/**
 * By the kills and by the connection: the browser's process of the network outlives it and keeps connections open, and a server
 * that is held up hears late of requests and of ends.
 */
function isReceived(sending: Sending, absences: readonly Absence[]): boolean {
	const { askedAt, sentAt, closedAt } = sending;
	if (sentAt === null) return false;
	const end = sentAt + RECEIVED_AFTER_MS;
	if (closedAt !== null && closedAt < end) return false;
	return !absences.some(({ from, to }) => from < end && to > askedAt);
}

/** How long the reply had been out at the kill that it was followed by; 0: it came after it. */
function heldMs({ askedAt, sentAt }: Sending, absences: readonly Absence[]): number {
	const kill = absences.find(({ to }) => to > askedAt);
	return kill === undefined || sentAt === null ? 0 : Math.max(0, kill.from - sentAt);
}

type Body = Omit<CallRequest, 'topP' | 'maxTokens' | 'schema' | 'sample'> & {
	readonly top_p?: number;
	readonly max_tokens: number;
	readonly response_format?: { readonly json_schema: NonNullable<CallRequest['schema']> };
};

/** The ledger's key of what the server was asked; throws where no call of the ledger is it. */
async function keyOf(text: string, endpoint: string, known: ReadonlySet<string>): Promise<string> {
	const { top_p: topP = 1, max_tokens: maxTokens, ...body } = JSON.parse(text) as Body;
	const schema = body.response_format?.json_schema ?? null;
	// How often an unreadable reply was asked for anew is no part of the request.
	for (const sample of [0, 1, 2, 3]) {
		const key = await digest(callContent({ ...body, topP, maxTokens, schema, sample, endpoint }));
		if (known.has(key)) return key;
	}
	throw new Error(`no call of the ledger is the request ${text.slice(0, 300)}`);
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
