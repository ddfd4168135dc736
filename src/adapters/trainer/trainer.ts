/** The trainer service: files and jobs through the openai client, what it adds to the protocol by fetch. */
import OpenAI, { APIConnectionError, APIError, NotFoundError } from 'openai';
import type {
	JobOrder,
	Trainer,
	TrainerEvent,
	TrainerFacts,
	TrainerJob,
	TrainerLink,
} from '../../app/ports/trainer.ts';
import { writeLines } from '../../core/formats/project-bundle.ts';
import { followJob } from './follow-job.ts';
import { Link } from './link.ts';
import {
	eventOf,
	factsOf,
	jobOf,
	type ServiceEvent,
	type ServiceInfo,
	type ServiceJob,
} from './shapes.ts';
import { refusedByTrainer, trainerUnreachable } from './trainer-error.ts';

type Refusal = APIError<number | undefined, Headers | undefined, { message?: string } | undefined>;

const JOBS = '/fine_tuning/jobs';
/** For what only tidies up. */
const BRIEF = { timeout: 10_000, maxRetries: 0 };

export class HttpTrainer implements Trainer {
	readonly #link: Link;
	readonly #client: OpenAI;

	/** Throws AppError 'trainer/bad-address'. */
	constructor(link: Pick<TrainerLink, 'url' | 'token'>) {
		this.#link = new Link(link);
		this.#client = new OpenAI({
			baseURL: `${this.#link.origin}/v1`,
			apiKey: link.token,
			dangerouslyAllowBrowser: true,
			fetch: this.#link.fetch,
			logLevel: 'off',
		});
	}

	async facts(signal: AbortSignal): Promise<TrainerFacts> {
		const response = await this.#link.call('/v1/trainer', { signal });
		return factsOf((await response.json()) as ServiceInfo);
	}

	/** Asked again with the same id after a lost reply, it brings the job that was made. */
	order(order: JobOrder, signal: AbortSignal): Promise<TrainerJob> {
		return this.#within(signal, async () => {
			const metadata = { client_request_id: order.clientRequestId };
			const known = await this.#page({ metadata }, signal);
			if (known[0] !== undefined) return jobOf(known[0]);
			await this.#dropStrays(order, signal);
			const training_file = order.rows && (await this.#upload(order, signal));
			const hyperparameters =
				order.rows === null ? { ...order.hyperparameters, max_steps: 0 } : order.hyperparameters;
			const body = {
				model: order.model,
				...(training_file === null ? {} : { training_file }),
				suffix: order.suffix,
				seed: order.seed,
				method: { type: 'supervised', supervised: { hyperparameters } },
				metadata,
			};
			try {
				return jobOf(await this.#client.post<ServiceJob>(JOBS, { body, signal }));
			} catch (thrown) {
				// Nobody will read it. A job that was made all the same keeps it: the trainer refuses then. Told is why there is none.
				if (training_file !== null && !(thrown instanceof APIConnectionError))
					await Promise.allSettled([this.#client.files.delete(training_file, BRIEF)]);
				throw thrown;
			}
		});
	}

	/** What was uploaded for an order that no job came of: the tab was closed, or the connection broke, before it was placed. */
	async #dropStrays(order: JobOrder, signal: AbortSignal): Promise<void> {
		const name = uploadName(order);
		const query = { purpose: 'fine-tune', limit: 100 };
		// They cost disk there at most: what hinders this keeps no order from being placed, and is told by the upload.
		const { data } = await this.#client.files.list(query, { signal }).catch(() => ({ data: [] }));
		const strays = data.filter(({ filename }) => filename === name);
		await Promise.allSettled(strays.map(({ id }) => this.#client.files.delete(id, BRIEF)));
	}

	async #upload(order: JobOrder, signal: AbortSignal): Promise<string> {
		const file = new File([writeLines(order.rows ?? [])], uploadName(order));
		const uploaded = await this.#client.files.create({ file, purpose: 'fine-tune' }, { signal });
		return uploaded.id;
	}

	job(id: string, signal: AbortSignal): Promise<TrainerJob> {
		const get = async () => jobOf(await this.#client.get<ServiceJob>(jobPath(id), { signal }));
		return this.#within(signal, get, id);
	}

	/** The newest hundred, newest first. */
	jobs(signal: AbortSignal): Promise<readonly TrainerJob[]> {
		return this.#within(signal, async () => (await this.#page({}, signal)).map(jobOf));
	}

	async *events(id: string, signal: AbortSignal): AsyncGenerator<TrainerEvent> {
		for await (const { data } of followJob(this.#link, id, signal))
			yield eventOf(JSON.parse(data) as ServiceEvent);
	}

	cancel(id: string, signal: AbortSignal): Promise<TrainerJob> {
		const cancel = async () =>
			jobOf(await this.#client.post<ServiceJob>(`${jobPath(id)}/cancel`, { signal }));
		return this.#within(signal, cancel, id);
	}

	dropUpload(job: string, signal: AbortSignal): Promise<void> {
		const options = { ...BRIEF, signal };
		return this.#within(signal, async () => {
			try {
				const { training_file } = await this.#client.get<ServiceJob>(jobPath(job), options);
				if (training_file !== null) await this.#client.files.delete(training_file, options);
			} catch (thrown) {
				if (!(thrown instanceof NotFoundError)) throw thrown;
			}
		});
	}

	async pin(model: string, holder: string, signal: AbortSignal): Promise<void> {
		await this.#link.call(pinPath(model, holder), { method: 'PUT', signal });
	}

	async unpin(model: string, holder: string, signal: AbortSignal): Promise<void> {
		await this.#link.call(pinPath(model, holder), { method: 'DELETE', signal });
	}

	/** Makes the trainer forget this link's token. */
	async revokeToken(signal: AbortSignal = AbortSignal.timeout(10_000)): Promise<void> {
		await this.#link.call('/v1/trainer/tokens/self', { method: 'DELETE', signal });
	}

	async #page(
		query: { readonly metadata?: Readonly<Record<string, string>> },
		signal: AbortSignal,
	): Promise<readonly ServiceJob[]> {
		const page = await this.#client.get<{ readonly data: readonly ServiceJob[] }>(JOBS, {
			query: { limit: 100, ...query },
			signal,
		});
		return page.data;
	}

	/** `job`: the one that the work asks about. */
	async #within<T>(signal: AbortSignal, work: () => Promise<T>, job?: string): Promise<T> {
		try {
			return await work();
		} catch (thrown) {
			signal.throwIfAborted();
			if (thrown instanceof APIConnectionError)
				throw trainerUnreachable(this.#link.origin, thrown.cause ?? thrown);
			if (!(thrown instanceof APIError)) throw thrown;
			const { status, code, error, message } = thrown as Refusal;
			throw refusedByTrainer({
				status: status ?? 0,
				code: code ?? null,
				message: error?.message ?? message,
				job,
			});
		}
	}
}

/** Names the order: so a file is known again that no job names. */
const uploadName = ({ clientRequestId }: JobOrder) => `${clientRequestId}.jsonl`;
const jobPath = (id: string) => `${JOBS}/${encodeURIComponent(id)}`;
const pinPath = (model: string, holder: string) =>
	`/v1/trainer/students/${encodeURIComponent(model)}/pins/${encodeURIComponent(holder)}`;
