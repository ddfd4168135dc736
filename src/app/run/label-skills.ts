/** Names the skills of seeds that came without one, twenty a call, the list growing as needed. */
import { isDeleted, type Instruction } from '../../core/instruction.ts';
import {
	LABELLER_SCHEMA,
	labellerMessages,
	LABELS_A_CALL,
	readLabellerReply,
} from '../../core/prompts/labeller-prompt.ts';
import { failedItem } from './failures.ts';
import type { RunSession } from './session.ts';

/** Calls follow one another, since each is shown the names that the earlier ones found. What can't be read stays unknown. */
export async function labelSkills(session: RunSession): Promise<void> {
	const rows = [...session.book.instructions.values()].filter(
		(row) => row.runId === null && !isDeleted(row),
	);
	const skills = new Set(rows.flatMap(({ skill }) => (skill === null ? [] : [skill])));
	const unnamed = rows.filter(({ skill }) => skill === null);
	session.progress.step('skills', unnamed.length);
	for (let first = 0; first < unnamed.length; first += LABELS_A_CALL) {
		session.throwIfStopping();
		const batch = unnamed.slice(first, first + LABELS_A_CALL);
		const labels = await askLabels(session, batch, [...skills]);
		if (labels === undefined) continue;
		for (const label of labels) skills.add(label);
		await session.write({
			instructions: batch.map((row, place) => ({
				...row,
				skill: labels[place] ?? null,
				skillFrom: 'labelling' as const,
			})),
		});
		session.progress.did('skills', batch.length);
	}
}

async function askLabels(
	session: RunSession,
	batch: readonly Instruction[],
	skills: readonly string[],
): Promise<readonly string[] | undefined> {
	const about = batch[0]?.id ?? '';
	try {
		const { reply } = await session.world.ask(
			{
				role: 'labeller',
				about,
				request: session.request('labeller', labellerMessages(batch, skills), {
					temperature: 0,
					maxTokens: 24 * batch.length + 64,
					schema: LABELLER_SCHEMA,
				}),
			},
			session.ended,
		);
		return readLabellerReply(reply.text, batch.length);
	} catch (thrown) {
		failedItem(session, thrown, { about, step: 'skills' });
		return undefined;
	}
}
