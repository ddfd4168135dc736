/** A chat completion as a reply, or the failure that it is. */
import * as v from 'valibot';
import type { CallReply } from '../../core/call.ts';
import { TeacherError } from '../../core/teacher-error.ts';
import { words } from './failures.ts';

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
	usage: v.nullish(
		v.object({
			prompt_tokens: v.nullish(v.number(), null),
			completion_tokens: v.nullish(v.number(), null),
		}),
		{},
	),
});

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
		text: textOf(choice, key),
		finish: choice.finish_reason === 'length' ? 'length' : 'stop',
		promptTokens: usage.prompt_tokens,
		completionTokens: usage.completion_tokens,
	};
}

type Choice = v.InferOutput<typeof COMPLETION>['choices'][number];

function textOf({ finish_reason, message }: Choice, key: string): string {
	if (finish_reason === 'content_filter' || message.refusal !== '')
		throw new TeacherError(
			'teacher/filtered',
			`The teacher’s provider withheld the answer. ${words(message.refusal, key)}`.trim(),
		);
	if (message.content.trim() === '')
		throw new TeacherError('teacher/empty', 'The teacher sent no text.');
	return message.content;
}
