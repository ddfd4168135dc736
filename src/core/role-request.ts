/** The request that a call in a role is: what decides its reply, and so its key in the ledger. */
import type { CallRequest, Message } from './call.ts';
import type { TeacherSettings } from './teacher.ts';

export type RoleNumbers = {
	readonly temperature: number;
	readonly maxTokens: number;
	/** Of the first time of asking; each later one counts on from it. */
	readonly seed: number;
	/** Left out: the reply is free text. */
	readonly schema?: CallRequest['schema'];
	/** Default 0. */
	readonly sample?: number;
};

/** `asked`: the teacher in the role. Equal tasks, numbers and seeds make equal requests. */
export function roleRequest(
	asked: TeacherSettings,
	messages: readonly Message[],
	{ temperature, maxTokens, seed, schema = null, sample = 0 }: RoleNumbers,
): CallRequest {
	return {
		model: asked.model,
		endpoint: asked.kind === 'openai' ? asked.endpoint : undefined,
		...{ messages, temperature, topP: 1, maxTokens },
		...{ seed: seed + sample, schema, sample },
	};
}
