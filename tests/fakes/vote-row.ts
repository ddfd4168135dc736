/** A vote with everything in it, for tests that change what they are about. */
import { type ProjectId, type RunId, studentIdOf } from '../../src/core/id.ts';
import type { Vote, VoteSide } from '../../src/core/vote.ts';

export function voteSide(studentId: string, name: string, text: string): VoteSide {
	return {
		...{ studentId, name, text, tokens: 3 },
		ranOn: { engine: 'transformers.js', device: 'wasm' },
		messages: [{ role: 'user', content: 'Name a fruit.' }],
	};
}

/** student-1 on the left won against the base. */
export function voteRow(
	run: RunId,
	projectId: ProjectId | null,
	changes: Partial<Vote> = {},
): Vote {
	return {
		...{ schema: 1, id: `${projectId ?? 'browser'}/vote/v0`, projectId },
		left: voteSide(studentIdOf(run, 1), 'student-1', 'plum'),
		right: voteSide(studentIdOf(run, -1), 'base', 'brick'),
		outcome: 'left',
		sampling: { temperature: 0.7, topP: 0.9, maxTokens: 64, seed: 5, stop: ['END'] },
		at: 1_000,
		...changes,
	};
}
