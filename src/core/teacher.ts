/** How a teacher is reached and what it costs; the key is never part of this. */
import type { Prices } from './call.ts';

export type TeacherSettings =
	| { readonly kind: 'practice'; readonly model: 'practice-teacher'; readonly prices: null }
	| {
			readonly kind: 'openai';
			/** e.g. https://api.openai.com/v1, without a slash at the end. */
			readonly baseUrl: string;
			readonly model: string;
			readonly prices: Prices;
			/** Requests in flight at once, 1–256. */
			readonly concurrency: number;
			/** Whether the provider takes `response_format: json_schema`; unknown until a call told. */
			readonly structuredOutput: boolean;
	  };

export const PRACTICE_TEACHER: TeacherSettings = {
	kind: 'practice',
	model: 'practice-teacher',
	prices: null,
};
