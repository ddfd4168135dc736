/** The teacher form: from settings to text fields and back. */
import type { Prices } from '../../core/call.ts';
import { providerOf } from '../../core/providers.ts';
import type { OpenAiTeacher } from '../../core/teacher.ts';
import {
	isEmpty,
	pairsOf,
	teacherErrors,
	type TeacherErrors,
	type TeacherFields,
} from './teacher-checks.ts';

export type TeacherReading =
	| { readonly kind: 'ok'; readonly teacher: OpenAiTeacher }
	| { readonly kind: 'wrong'; readonly errors: TeacherErrors };

/** What a new teacher starts from. */
export const NO_TEACHER: OpenAiTeacher = {
	kind: 'openai',
	baseUrl: '',
	model: '',
	prices: null,
	concurrency: 8,
	structuredOutput: true,
};

export function fieldsOf(teacher: OpenAiTeacher): TeacherFields {
	const text = (value: number | undefined) => (value === undefined ? '' : String(value));
	return {
		provider: teacher.provider ?? '',
		name: teacher.name ?? '',
		baseUrl: teacher.baseUrl,
		model: teacher.model,
		promptUsd: text(teacher.prices?.promptUsdPerMillion),
		completionUsd: text(teacher.prices?.completionUsdPerMillion),
		concurrency: String(teacher.concurrency),
		requestsPerMinute: text(teacher.requestsPerMinute),
		tokensPerMinute: text(teacher.tokensPerMinute),
		temperature: text(teacher.defaults?.temperature),
		maxTokens: text(teacher.defaults?.maxTokens),
		headers: linesOf(teacher.headers),
		query: linesOf(teacher.query),
		keyHeader: teacher.keyHeader ?? '',
	};
}

/** Another preset: what it knows replaces what stood there; model, prices and limits stay the user's. */
export function withProvider(fields: TeacherFields, id: string): TeacherFields {
	const provider = providerOf(id);
	if (provider === undefined) return { ...fields, provider: '' };
	const isNamedAfterPreset =
		isEmpty(fields.name) || fields.name === providerOf(fields.provider)?.name;
	return {
		...fields,
		provider: id,
		name: isNamedAfterPreset ? provider.name : fields.name,
		baseUrl: provider.baseUrl,
		concurrency: String(provider.concurrency),
		headers: linesOf(provider.headers),
		query: linesOf(provider.query),
		keyHeader: provider.keyHeader ?? '',
	};
}

/** Both prices empty: unknown; one alone is an error. `now`, Unix ms, is noted with prices that are new. */
export function readFields(
	fields: TeacherFields,
	before: OpenAiTeacher,
	now: number,
): TeacherReading {
	const errors = teacherErrors(fields);
	if (Object.keys(errors).length > 0) return { kind: 'wrong', errors };
	return { kind: 'ok', teacher: teacherFrom(fields, before, now) };
}

/** For a test: the model may still be missing. */
export function readEndpoint(fields: TeacherFields, before: OpenAiTeacher): TeacherReading {
	const { model, ...errors } = teacherErrors(fields);
	if (Object.keys(errors).length > 0)
		return { kind: 'wrong', errors: model === undefined ? errors : { ...errors, model } };
	return { kind: 'ok', teacher: teacherFrom(fields, before, 0) };
}

function teacherFrom(fields: TeacherFields, before: OpenAiTeacher, now: number): OpenAiTeacher {
	const prices = pricesFrom(fields);
	const { temperature, maxTokens } = fields;
	const hasDefaults = !isEmpty(temperature) || !isEmpty(maxTokens);
	return {
		...before,
		provider: textOf(fields.provider),
		name: textOf(fields.name),
		baseUrl: fields.baseUrl.trim().replace(/\/+$/, ''),
		model: fields.model.trim(),
		prices,
		pricesAt: isSamePrice(prices, before.prices) ? before.pricesAt : dateOf(prices, now),
		concurrency: Number(fields.concurrency),
		requestsPerMinute: numberOf(fields.requestsPerMinute),
		tokensPerMinute: numberOf(fields.tokensPerMinute),
		defaults: hasDefaults
			? { temperature: numberOf(temperature), maxTokens: numberOf(maxTokens) }
			: undefined,
		headers: recordOf(fields.headers),
		query: recordOf(fields.query),
		keyHeader: textOf(fields.keyHeader),
	};
}

function pricesFrom({ promptUsd, completionUsd }: TeacherFields): Prices {
	return isEmpty(promptUsd)
		? null
		: { promptUsdPerMillion: Number(promptUsd), completionUsdPerMillion: Number(completionUsd) };
}

function isSamePrice(one: Prices, other: Prices): boolean {
	return (
		one?.promptUsdPerMillion === other?.promptUsdPerMillion &&
		one?.completionUsdPerMillion === other?.completionUsdPerMillion
	);
}

function dateOf(prices: Prices, now: number): number | undefined {
	return prices === null ? undefined : now;
}

function textOf(text: string): string | undefined {
	return isEmpty(text) ? undefined : text.trim();
}

function numberOf(text: string): number | undefined {
	return isEmpty(text) ? undefined : Number(text);
}

function linesOf(record: Readonly<Record<string, string>> = {}): string {
	return Object.entries(record)
		.map(([name, value]) => `${name}: ${value}`)
		.join('\n');
}

function recordOf(text: string): Readonly<Record<string, string>> | undefined {
	const pairs = pairsOf(text);
	return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
}
