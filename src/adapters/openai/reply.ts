/** A chat completion as a reply, or the failure that it is. */
import * as v from 'valibot';
import type { CallReply, Usage } from '../../core/call.ts';
import { TeacherError } from '../../core/teacher-error.ts';
import { words } from './failures.ts';

const USAGE = v.object({
	prompt_tokens: v.nullish(v.number(), null),
	completion_tokens: v.nullish(v.number(), null),
});

/** What is read of a completion; compatible providers leave out or null what they like. */
const COMPLETION = v.object({
	choices: v.pipe(
		v.array(
			v.object({
				message: v.object({
					content: v.nullish(v.string(), ''),
					refusal: v.nullish(v.string(), ''),
				}),
				finish_reason: v.nullish(v.string()),
			}),
		),
		v.minLength(1),
	),
	usage: v.nullish(USAGE, {}),
});

/** What a reply took, as its last piece tells it; null where none of it is told, or not all. */
export function usageOf(told: unknown): Usage | null {
	const usage = v.safeParse(USAGE, told);
	if (!usage.success) return null;
	const { prompt_tokens: promptTokens, completion_tokens: completionTokens } = usage.output;
	if (promptTokens === null || completionTokens === null) return null;
	return { promptTokens, completionTokens };
}

/** The reply; throws TeacherError 'teacher/not-json', 'teacher/filtered' or 'teacher/empty'. */
export function replyOf(body: unknown, key: string): CallReply {
	if (typeof body !== 'object' || body === null)
		throw new TeacherError(
			'teacher/not-json',
			`The teacher sent no JSON but: ${words(String(body), key)}`,
		);
	const completion = v.safeParse(COMPLETION, body);
	const [choice] = completion.success ? completion.output.choices : [];
	if (!completion.success || choice === undefined)
		throw new TeacherError('teacher/empty', 'The teacher sent a reply without an answer.');
	const { usage } = completion.output;
	return {
		text: textOf(choice, key, usageOf(usage)),
		finish: choice.finish_reason === 'length' ? 'length' : 'stop',
		promptTokens: usage.prompt_tokens,
		completionTokens: usage.completion_tokens,
	};
}

type Choice = v.InferOutput<typeof COMPLETION>['choices'][number];

/** A reply without a text is paid for all the same: a model that thinks may use up all its tokens before the first word. */
function textOf({ finish_reason, message }: Choice, key: string, usage: Usage | null): string {
	if (finish_reason === 'content_filter' || message.refusal !== '')
		throw new TeacherError(
			'teacher/filtered',
			`The teacher’s provider withheld the answer. ${words(message.refusal, key)}`.trim(),
			{ usage },
		);
	if (message.content.trim() === '')
		throw new TeacherError('teacher/empty', 'The teacher sent no text.', { usage });
	return message.content;
}
