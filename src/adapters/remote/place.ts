/** Where a student that isn't computed here answers: the linked trainer, or the endpoint that is its source. */
import type { TrainerLink } from '../../app/ports/trainer.ts';
import { AppError } from '../../core/error.ts';
import type { KeySlot } from '../../core/id.ts';
import type { AnswerSource } from '../../core/student.ts';
import { keySlotOf, originOf, type OpenAiTeacher } from '../../core/teacher.ts';
import type { EndpointOptions } from '../openai/endpoint.ts';
import { shippedStudents } from '../models/catalog.ts';
import { Link } from '../trainer/link.ts';

export type PlacesWorld = {
	/** undefined: no trainer is linked. */
	readonly link: () => Promise<TrainerLink | undefined>;
	/** A key that is in memory here. */
	readonly keyOf: (slot: KeySlot) => string | undefined;
	/** How long a whole reply, or the next piece of a stream, is waited for; default 300,000 ms. */
	readonly patienceMs?: number;
};
export type Place = {
	readonly origin: string;
	readonly model: string;
	readonly endpoint: EndpointOptions;
	/** Requests in flight at once. */
	readonly lanes: number;
	readonly limits: Pick<OpenAiTeacher, 'requestsPerMinute' | 'tokensPerMinute'>;
	/** null: not the linked trainer. */
	readonly trainer: Link | null;
};

/** So many conversations the trainer goes on with at once. */
const TRAINER_LANES = 32;
/** A first answer waits until the model is loaded, and a whole batch has been answered before it. */
const PATIENCE_MS = 300_000;

/** Throws AppError 'trainer/not-linked', 'student/not-at-trainer'. */
export async function placeFor(
	world: PlacesWorld,
	source: AnswerSource,
	model: string | undefined,
): Promise<Place> {
	const { patienceMs: timeoutMs = PATIENCE_MS } = world;
	if (source.kind === 'endpoint') return endpointPlace(source.at, world.keyOf, timeoutMs);
	const id = model ?? (await shippedId(source));
	if (id === undefined)
		throw new AppError(
			'student/not-at-trainer',
			'This student was brought here from elsewhere: the trainer doesn’t have it. Let an engine of this device answer.',
		);
	const link = await world.link();
	if (link === undefined)
		throw new AppError(
			'trainer/not-linked',
			'The linked trainer is set to answer, and none is linked. Link one on the Trainer page, or let an engine of this device answer.',
		);
	return trainerPlace(new Link(link), id, timeoutMs);
}

function trainerPlace(trainer: Link, model: string, timeoutMs: number): Place {
	const { origin, token, fetch } = trainer;
	return {
		...{ origin, model, trainer, lanes: TRAINER_LANES, limits: {} },
		endpoint: {
			...{ baseUrl: `${origin}/v1`, key: token, fetch, timeoutMs },
			who: `The trainer at ${origin}`,
		},
	};
}

function endpointPlace(at: OpenAiTeacher, keyOf: PlacesWorld['keyOf'], timeoutMs: number): Place {
	// A server that wants one says so itself.
	const key = keyOf(keySlotOf(at)) ?? '';
	const { baseUrl, model, headers, query, keyHeader, requestsPerMinute, tokensPerMinute } = at;
	const origin = originOf(baseUrl);
	return {
		...{ origin, model, trainer: null, lanes: at.concurrency },
		limits: { requestsPerMinute, tokensPerMinute },
		endpoint: {
			...{ baseUrl, headers, query, keyHeader, key, timeoutMs },
			who: `The endpoint at ${origin}`,
		},
	};
}

async function shippedId(source: AnswerSource): Promise<string | undefined> {
	if (source.kind !== 'shipped') return undefined;
	return (await shippedStudents()).find(({ folder }) => folder === source.folder)?.id;
}
