/** The two who ask: the app's own way to a teacher, and a plain queue around a client that retries by itself. */
import { setMaxListeners } from 'node:events';
import OpenAI from 'openai';
import PQueue from 'p-queue';
import { OpenAiTeacher } from '../../src/adapters/openai/teacher.ts';
import { digest } from '../../src/adapters/system/digest.ts';
import { sleep } from '../../src/adapters/system/sleep.ts';
import { Asking } from '../../src/app/ask.ts';
import type { Ledger } from '../../src/app/ports/ledger.ts';
import { Schedules } from '../../src/app/schedules.ts';
import type { Call, CallRequest } from '../../src/core/call.ts';
import type { CallKey, ProjectId, RunId } from '../../src/core/id.ts';
import { seededRandom } from '../../src/core/random.ts';
import type { TeacherSettings } from '../../src/core/teacher.ts';

type Limits = { readonly requestsPerMinute: number; readonly tokensPerMinute: number };
export type Errand = {
	readonly baseUrl: string;
	/** null: the client is told none. */
	readonly limits: Limits | null;
	readonly requests: readonly CallRequest[];
};
/** How many of the requests had no answer in the end. */
export type Outcome = { readonly lost: number };

const CONCURRENCY = 64;
/** Of one try: the provider that stalls is slower than any reply. */
const TIMEOUT_MS = 2000;

/** Of all tries of the plain client. */
const PATIENCE_MS = 20_000;

class MapLedger implements Ledger {
	readonly #calls = new Map<CallKey, Call>();

	get(key: CallKey): Promise<Call | undefined> {
		return Promise.resolve(this.#calls.get(key));
	}

	put(call: Call): Promise<void> {
		this.#calls.set(call.key, call);
		return Promise.resolve();
	}

	eachOfRun(): Promise<void> {
		return Promise.resolve();
	}
}

/** As workers/run puts it together, but for the disk, which other benches measure. */
export async function askAsRetort({ baseUrl, limits, requests }: Errand): Promise<Outcome> {
	const settings: TeacherSettings = {
		...{ kind: 'openai', baseUrl, model: 'bench', prices: null, structuredOutput: true },
		...{ concurrency: CONCURRENCY, ...limits },
	};
	const schedules = new Schedules(Date.now, sleep);
	const asking = new Asking({
		teacher: new OpenAiTeacher({ baseUrl, key: '', timeoutMs: TIMEOUT_MS }),
		ledger: new MapLedger(),
		digest,
		clock: Date.now,
		sleep,
		random: seededRandom('bench-waits'),
		projectId: 'bench' as ProjectId,
		runId: 'bench' as RunId,
		prices: null,
		scheduleOf: () => schedules.of(settings),
	});
	const { signal } = new AbortController();
	setMaxListeners(0, signal);
	const asked = requests.map((request, at) =>
		asking.ask({ role: 'teacher', about: String(at), request }, signal),
	);
	return { lost: failed(await Promise.allSettled(asked)) };
}

/** p-queue at the limit of requests where it is known, and the client's own retries, as many as it makes by default. */
export async function askPlainly({ baseUrl, limits, requests }: Errand): Promise<Outcome> {
	const client = new OpenAI({
		baseURL: baseUrl,
		apiKey: 'none',
		timeout: TIMEOUT_MS,
		logLevel: 'off',
	});
	const perSecond =
		limits === null
			? {}
			: { interval: 1000, intervalCap: Math.floor(limits.requestsPerMinute / 60) };
	const queue = new PQueue({ concurrency: CONCURRENCY, ...perSecond });
	const asked = requests.map(({ model, messages, maxTokens, seed }) =>
		queue.add(async () => {
			const body = { model, messages: [...messages], max_tokens: maxTokens, seed };
			// Its own timeout ends with the headers: without this a reply that stalls holds the queue for five minutes.
			const { choices } = await client.chat.completions.create(body, {
				signal: AbortSignal.timeout(PATIENCE_MS),
			});
			if (!choices[0]?.message.content) throw new Error('expected an answer, got none');
		}),
	);
	return { lost: failed(await Promise.allSettled(asked)) };
}

const failed = (outcomes: readonly PromiseSettledResult<unknown>[]) =>
	outcomes.filter(({ status }) => status === 'rejected').length;
