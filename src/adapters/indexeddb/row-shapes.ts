/** What rows of an imported project must be like: their fields by type, before any of them is stored. */
import * as v from 'valibot';
import { isFieldName, looksLikeKey } from '../../core/header-names.ts';
import { RECIPE_PRESETS } from '../../core/recipe.ts';
import { VOTE_OUTCOMES } from '../../core/vote.ts';
import type { ProjectTable } from './project-rows.ts';

const text = v.string();
const textOrNull = v.nullable(v.string());
const number = v.pipe(v.number(), v.finite());
const whole = v.pipe(v.number(), v.integer());
const numberOrNull = v.nullable(number);
const points = v.pipe(v.number(), v.minValue(1), v.maxValue(10));
const OF_RUN = { projectId: text, runId: text, iteration: whole };

/** The same kinds of values at the same places as in `sample`; what is missing there or here is left alone. */
function alike(sample: unknown): (value: unknown) => boolean {
	return (value) => {
		if (value === undefined) return true;
		if (typeof sample !== 'object' || sample === null) return typeof value === typeof sample;
		if (typeof value !== 'object' || value === null) return false;
		return Object.entries(sample).every(([field, inner]) =>
			alike(inner)((value as Readonly<Record<string, unknown>>)[field]),
		);
	};
}

const recipe = v.pipe(
	v.looseObject({ seed: number, baseId: text }),
	v.check((given) => alike(RECIPE_PRESETS.paper)(given), 'the numbers of a recipe'),
);
const state = v.variant('kind', [
	v.looseObject({ kind: v.picklist(['ready', 'running']) }),
	v.looseObject({ kind: v.picklist(['stopped', 'finished']), at: number }),
	v.looseObject({
		...{ kind: v.literal('paused'), by: v.picklist(['user', 'step', 'trouble']) },
		...{ code: textOrNull, because: text, at: number },
	}),
]);
const reply = v.looseObject({
	...{ text, finish: v.picklist(['stop', 'length', 'filter']) },
	...{ promptTokens: numberOrNull, completionTokens: numberOrNull },
});
const source = v.variant('kind', [
	v.looseObject({ kind: v.picklist(['shipped', 'stored']), folder: text }),
	v.looseObject({ kind: v.literal('remote'), url: text, files: v.array(v.unknown()) }),
]);

const side = v.looseObject({
	...{ studentId: text, name: text, text, tokens: numberOrNull },
	ranOn: v.nullable(v.looseObject({ engine: text, device: text })),
	messages: v.array(
		v.looseObject({ role: v.picklist(['system', 'user', 'assistant']), content: text }),
	),
});

/** Fields that came later may be missing; what no field is known of stays as it is. */
export const ROW_SHAPES = {
	instructions: v.looseObject({
		...{ id: text, projectId: text, runId: textOrNull, iteration: whole, order: whole },
		...{ instruction: text, input: text, skill: textOrNull, parentId: textOrNull },
		split: v.picklist(['pool', 'heldOut', 'development', 'setAside']),
		pool: v.nullable(v.picklist(['train', 'cache', 'both'])),
		origin: v.picklist(['practice', 'imported', 'generated', 'edited', 'chat']),
		operator: v.nullable(v.picklist(['hard', 'easy'])),
		tags: v.optional(v.array(text)),
		deletedAt: v.optional(number),
	}),
	answers: v.looseObject({
		...{ id: text, projectId: text, instructionId: text, author: text, text, tokens: numberOrNull },
		...{ finish: reply.entries.finish, callKey: textOrNull, createdAt: number },
		origin: v.optional(text),
	}),
	verdicts: v.looseObject({
		...{ id: text, projectId: text, runId: text, instructionId: text, studentId: text },
		explanation: text,
		order: v.picklist(['teacher-first', 'student-first']),
		scores: v.nullable(v.looseObject({ teacher: points, student: points })),
		...{ asked: whole, callKey: textOrNull, createdAt: number },
	}),
	rejections: v.looseObject({
		...{ id: text, ...OF_RUN, index: whole, reason: text, text },
		nearest: v.nullable(v.looseObject({ id: text, rougeL: number })),
	}),
	students: v.looseObject({
		...{ id: text, ...OF_RUN, baseId: text, jobId: textOrNull, model: textOrNull, source },
		files: v.array(v.looseObject({ path: text, bytes: whole, sha256: text })),
	}),
	scores: v.looseObject({
		...{ id: text, ...OF_RUN, studentId: text, n: whole, unscored: whole, at: number },
		relative: v.nullable(v.looseObject({ value: number, low: number, high: number })),
		bySkill: v.array(v.looseObject({ skill: textOrNull, n: whole, relative: number })),
		elsewhere: v.optional(v.looseObject({ n: whole, origins: v.array(text) })),
	}),
	stages: v.looseObject({
		...{ id: text, ...OF_RUN, startedAt: number, finishedAt: numberOrNull, seconds: number },
		stage: v.picklist(['prepare', 'imitation', 'evaluation', 'discrimination', 'generation']),
	}),
	jobs: v.looseObject({
		...{ id: text, ...OF_RUN, jobId: text, status: text, rows: whole, error: textOrNull },
		points: v.array(v.looseObject({ step: number, loss: number })),
	}),
	reports: v.looseObject({
		...{ id: text, ...OF_RUN, asked: whole, shortOf: textOrNull, agreement: numberOrNull },
		difficulty: v.array(v.looseObject({ skill: textOrNull, hard: whole, easy: whole })),
		accepted: v.looseObject({ hard: whole, easy: whole }),
		rejected: v.record(text, whole),
		budget: v.array(v.looseObject({ skill: textOrNull, count: whole })),
	}),
	runs: v.looseObject({
		...{
			id: text,
			projectId: text,
			name: text,
			iterations: whole,
			recipe,
			state,
			createdAt: number,
		},
		forkedFrom: v.nullable(v.looseObject({ runId: text, iteration: whole })),
	}),
	progress: v.looseObject({
		...{ projectId: text, runId: text, calls: v.record(text, whole), at: number },
		steps: v.array(v.looseObject({ name: text, done: number, total: numberOrNull })),
		cache: v.looseObject({ hard: whole, easy: whole, unscored: whole }),
		pools: v.looseObject({ train: whole, cache: whole, heldOut: whole }),
	}),
	calls: v.looseObject({
		...{
			key: text,
			projectId: text,
			runId: textOrNull,
			role: text,
			model: text,
			about: text,
			attempts: whole,
		},
		state: v.picklist(['sent', 'waiting', 'answered', 'failed']),
		reply: v.nullable(reply),
		failure: v.nullable(v.looseObject({ code: text, message: text })),
		...{ costNanoUsd: numberOrNull, sentAt: number, answeredAt: numberOrNull },
	}),
	votes: v.looseObject({
		...{ id: text, projectId: text, left: side, right: side, at: number },
		outcome: v.picklist(VOTE_OUTCOMES),
		sampling: v.looseObject({
			...{ temperature: number, topP: number, maxTokens: number, seed: number },
			stop: v.array(text),
		}),
	}),
} as const satisfies Readonly<Record<ProjectTable, v.GenericSchema>>;

const sentAlong = v.optional(
	v.record(
		v.pipe(
			text,
			v.check(isFieldName, 'a name without spaces'),
			v.check((name) => !looksLikeKey(name), 'no name that keys go by'),
		),
		v.pipe(text, v.regex(/^[^\r\n\0]+$/, 'one line')),
	),
);
const PRICES = v.nullable(
	v.looseObject({ promptUsdPerMillion: number, completionUsdPerMillion: number }),
);
const endpoint = v.looseObject({
	...{ kind: v.literal('openai'), model: text, prices: PRICES },
	baseUrl: v.pipe(text, v.regex(/^https?:\/\/[^\s@?#]+$/, 'an address without name, key or query')),
	concurrency: v.pipe(whole, v.minValue(1), v.maxValue(256)),
	keyHeader: v.optional(v.pipe(text, v.check(isFieldName, 'a name without spaces'))),
	...{ headers: sentAlong, query: sentAlong },
});

/** A project's own row, with the teacher that it names. */
export const PROJECT_SHAPE = v.looseObject({
	...{ id: text, name: text, seed: number, createdAt: number, openedAt: number },
	kind: v.picklist(['practice', 'own']),
	teacher: v.nullable(
		v.variant('kind', [
			v.looseObject({ kind: v.literal('practice') }),
			v.looseObject({
				...endpoint.entries,
				roles: v.optional(
					v.looseObject({ referee: v.optional(endpoint), generator: v.optional(endpoint) }),
				),
			}),
		]),
	),
});

/** What is wrong with the value, with its place: "teacher.headers: …"; undefined: nothing. */
export function faultOf(shape: v.GenericSchema, value: unknown): string | undefined {
	const { issues } = v.safeParse(shape, value, { abortEarly: true });
	const [issue] = issues ?? [];
	if (issue === undefined) return undefined;
	const { expected, received, message, kind } = issue;
	const what =
		kind === 'schema' ? `expected ${expected ?? 'something else'}` : `expected ${message}`;
	return `${v.getDotPath(issue) ?? 'the row'}: ${what}, got ${received.slice(0, 80)}`;
}
