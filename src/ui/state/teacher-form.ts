/** The teacher form: from settings to text fields and back, each wrong field with a sentence. */
import type { TeacherSettings } from '../../core/teacher.ts';
import { isLoopback } from './pairing-link.ts';

export type TeacherFields = {
	baseUrl: string;
	model: string;
	promptUsd: string;
	completionUsd: string;
	concurrency: string;
};
type OpenAiTeacher = Extract<TeacherSettings, { kind: 'openai' }>;
export type TeacherErrors = Partial<Record<keyof TeacherFields, string>>;
export type TeacherReading =
	| { readonly kind: 'ok'; readonly teacher: OpenAiTeacher }
	| { readonly kind: 'wrong'; readonly errors: TeacherErrors };

export function fieldsOf(teacher: OpenAiTeacher): TeacherFields {
	return {
		baseUrl: teacher.baseUrl,
		model: teacher.model,
		promptUsd: teacher.prices === null ? '' : String(teacher.prices.promptUsdPerMillion),
		completionUsd: teacher.prices === null ? '' : String(teacher.prices.completionUsdPerMillion),
		concurrency: String(teacher.concurrency),
	};
}

/** Both prices empty: unknown; one alone is an error. */
export function readFields(fields: TeacherFields, before: OpenAiTeacher): TeacherReading {
	const baseUrl = fields.baseUrl.trim().replace(/\/+$/, '');
	const model = fields.model.trim();
	const concurrency = Number(fields.concurrency);
	const errors: TeacherErrors = {
		...addressError(baseUrl),
		...(model === '' ? { model: 'Write the model’s name, or fetch the list.' } : {}),
		...priceErrors(fields),
		...(Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= 256
			? {}
			: { concurrency: 'Write a whole number from 1 to 256.' }),
	};
	if (Object.keys(errors).length > 0) return { kind: 'wrong', errors };
	const prices = isEmpty(fields.promptUsd)
		? null
		: {
				promptUsdPerMillion: Number(fields.promptUsd),
				completionUsdPerMillion: Number(fields.completionUsd),
			};
	return { kind: 'ok', teacher: { ...before, baseUrl, model, prices, concurrency } };
}

function addressError(baseUrl: string): TeacherErrors {
	if (!URL.canParse(baseUrl))
		return { baseUrl: 'Write an address, such as https://api.openai.com/v1.' };
	const { protocol, origin } = new URL(baseUrl);
	if (protocol === 'https:' || (protocol === 'http:' && isLoopback(origin))) return {};
	return { baseUrl: 'Use https, or http on this machine: the key could be read on the way.' };
}

function priceErrors({ promptUsd, completionUsd }: TeacherFields): TeacherErrors {
	if (isEmpty(promptUsd) && isEmpty(completionUsd)) return {};
	const sentence = 'Write both prices, such as 0.15, or neither.';
	return {
		...(isPrice(promptUsd) ? {} : { promptUsd: sentence }),
		...(isPrice(completionUsd) ? {} : { completionUsd: sentence }),
	};
}

function isEmpty(text: string): boolean {
	return text.trim() === '';
}

function isPrice(text: string): boolean {
	return !isEmpty(text) && Number.isFinite(Number(text)) && Number(text) >= 0;
}
