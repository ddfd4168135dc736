/** The ids of the models that an endpoint offers. */
import type OpenAI from 'openai';
import * as v from 'valibot';
import { TeacherError } from '../../core/teacher-error.ts';

const MODELS = v.array(v.object({ id: v.string() }));
/** OpenAI's list, or the bare array that some send (Together). */
const LIST = v.union([
	MODELS,
	v.pipe(
		v.object({ data: MODELS }),
		v.transform(({ data }) => data),
	),
]);

/** Throws what the client throws, and TeacherError 'teacher/not-json' for anything but a list. */
export async function listModels(
	client: OpenAI,
	signal: AbortSignal,
	who = 'The teacher',
): Promise<readonly string[]> {
	const response = await client.models.list({ signal }).asResponse();
	const list = v.safeParse(v.pipe(v.string(), v.parseJson(), LIST), await response.text());
	if (list.success) return list.output.map(({ id }) => id);
	throw new TeacherError('teacher/not-json', `${who} sent no list of models.`);
}
