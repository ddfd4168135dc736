/**
 * `npm run bench -- teacher [--json] [--requests 320] [--arms known,unknown,known-faults,unknown-faults]`: how much of a
 * provider's limits is used, what is refused, lost and paid twice; by the app and by a plain p-queue with the client's own
 * retries. The provider is on this machine, with a bucket of requests and one of tokens, and in the faulty arms fails at
 * 30 % of the calls in 12 ways. In the unknown arms it tells its limits in headers and lowers them on the way.
 */
import { parseArgs } from 'node:util';
import type { CallRequest } from '../src/core/call.ts';
import { integerBetween, seededRandom } from '../src/core/random.ts';
import { askAsRetort, askPlainly, type Errand, type Outcome } from './teacher/clients.ts';
import { LimitedServer } from './teacher/limited-server.ts';

/** A minute's worth at once, then three calls a second: by the tokens where limits are known, by the requests where not. */
const LIMITS = {
	known: { requestsPerMinute: 600, tokensPerMinute: 18_000 },
	unknown: { requestsPerMinute: 200, tokensPerMinute: 60_000 },
};
const LOWERING = { afterMs: 15_000, to: 0.8 };
const FAULT_SHARE = 0.3;
const UTILISATION = 0.95;
const ARMS = ['known', 'unknown', 'known-faults', 'unknown-faults'] as const;
type Arm = (typeof ARMS)[number];
const CLIENTS: Readonly<Record<string, (errand: Errand) => Promise<Outcome>>> = {
	retort: askAsRetort,
	'p-queue': askPlainly,
};

type Bench = { readonly args: readonly string[]; readonly report: (row: object) => void };

/** Reports a row for each arm and client; true when the app meets its goals in all arms. */
export default async function teacher({ args, report }: Bench): Promise<boolean> {
	const { values } = parseArgs({
		args: [...args],
		options: {
			requests: { type: 'string', default: '320' },
			arms: { type: 'string', default: ARMS.join(',') },
		},
	});
	let isGoalMet = true;
	for (const arm of ARMS.filter((name) => values.arms.split(',').includes(name)))
		for (const client of Object.keys(CLIENTS)) {
			const row = await measure(arm, client, Number(values.requests));
			report(row);
			if (client === 'retort') isGoalMet &&= meetsGoals(row);
		}
	return isGoalMet;
}

type Row = Awaited<ReturnType<typeof measure>>;

async function measure(arm: Arm, client: string, count: number) {
	const isKnown = arm.startsWith('known');
	const faultShare = arm.endsWith('faults') ? FAULT_SHARE : 0;
	const limits = LIMITS[isKnown ? 'known' : 'unknown'];
	const server = await LimitedServer.start({
		...limits,
		tellsLimits: !isKnown,
		faultShare,
		lowering: isKnown ? null : LOWERING,
	});
	const began = performance.now();
	const ask = CLIENTS[client] ?? askAsRetort;
	const { lost } = await ask({
		baseUrl: server.baseUrl,
		limits: isKnown ? limits : null,
		// Calls that are made again take their share of the limits, and so of the time.
		requests: makeRequests(Math.round(count * (1 - faultShare))),
	});
	const seconds = (performance.now() - began) / 1000;
	await server.stop();
	return {
		bench: 'teacher',
		arm,
		client,
		utilisation: Number(server.utilisation.toFixed(3)),
		avoidable429: server.avoidable,
		lost,
		paidTwice: server.paidTwice,
		refused: server.refused,
		faults: server.faults,
		calls: [...server.asked.values()].reduce((sum, times) => sum + times, 0),
		busySeconds: Number((server.busyMs / 1000).toFixed(1)),
		seconds: Number(seconds.toFixed(1)),
	};
}

function meetsGoals({ utilisation, avoidable429, lost, paidTwice }: Row): boolean {
	return utilisation >= UTILISATION && avoidable429 === 0 && lost === 0 && paidTwice === 0;
}

/** Tasks of 80 to 320 characters, replies of 13 to 58 tokens. */
function makeRequests(count: number): CallRequest[] {
	const random = seededRandom('teacher-bench');
	return Array.from({ length: count }, (_, at) => ({
		model: 'bench',
		messages: [
			{ role: 'system', content: 'Answer.' },
			{ role: 'user', content: `task ${at}: ${'word '.repeat(integerBetween(random, 14, 62))}` },
		],
		...{ temperature: 0, topP: 1, maxTokens: 64, seed: 1, schema: null, sample: 0 },
	}));
}
