/** Names the skills of seeds that came without one, twenty a call, the list growing as needed. */
import { isDeleted, type Instruction } from '../../core/instruction.ts';
import {
	LABELLER_SCHEMA,
	labellerMessages,
	LABELS_A_CALL,
	readLabellerReply,
} from '../../core/prompts/labeller-prompt.ts';
import { TeacherError } from '../../core/teacher-error.ts';
import { failedItem } from './failures.ts';
import type { RunSession } from './session.ts';

/**
 * Calls follow one another, since each is shown the names that the earlier ones found. What failed or can't be read stays
 * without a skill, counted and said; with `unreadableAgain` replies that are known and unreadable don't count as asked.
 */
export async function labelSkills(
	session: RunSession,
	{ unreadableAgain = false }: { readonly unreadableAgain?: boolean } = {},
): Promise<void> {
	const rows = [...session.book.instructions.values()].filter(
		(row) => row.runId === null && !isDeleted(row),
	);
	const skills = new Set(rows.flatMap(({ skill }) => (skill === null ? [] : [skill])));
	const unnamed = rows.filter(({ skill }) => skill === null);
	session.progress.step('skills', unnamed.length);
	for (let first = 0; first < unnamed.length; first += LABELS_A_CALL) {
		session.throwIfStopping();
		const batch = unnamed.slice(first, first + LABELS_A_CALL);
		const labels = await namesOf(session, batch, { skills: [...skills], unreadableAgain });
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

type Asking = { readonly skills: readonly string[]; readonly unreadableAgain: boolean };

/** One name for each row; undefined where the call failed or no reply could be read. */
async function namesOf(
	session: RunSession,
	batch: readonly Instruction[],
	asking: Asking,
): Promise<readonly string[] | undefined> {
	try {
		return await askUntilRead(session, batch, asking);
	} catch (thrown) {
		const about = batch[0]?.id ?? '';
		failedItem(session, thrown, { about, step: 'skills', count: batch.length });
		return undefined;
	}
}

/** At most 1 + `reasks` times, as the referee is; throws TeacherError 'teacher/not-json' after the last. */
async function askUntilRead(
	session: RunSession,
	batch: readonly Instruction[],
	{ skills, unreadableAgain }: Asking,
): Promise<readonly string[]> {
	const { reasks } = session.run.recipe.referee;
	let asked = 0;
	for (let sample = 0; ; sample++) {
		const { reply, fromLedger } = await session.world.ask(
			{
				role: 'labeller',
				about: batch[0]?.id ?? '',
				request: session.request('labeller', labellerMessages(batch, skills), {
					// At 0 a teacher that takes no seed would only repeat itself.
					temperature: sample === 0 ? 0 : 0.7,
					maxTokens: 24 * batch.length + 64,
					schema: LABELLER_SCHEMA,
					sample,
				}),
			},
			session.ended,
		);
		const labels = readLabellerReply(reply.text, batch.length);
		if (labels !== undefined) return labels;
		if (!(unreadableAgain && fromLedger)) asked++;
		if (asked > reasks) throw unreadable(batch, asked, reply.text);
		session.throwIfStopping();
	}
}

function unreadable(batch: readonly Instruction[], asked: number, text: string): TeacherError {
	return new TeacherError(
		'teacher/not-json',
		`${batch.length} instructions stay without a skill: expected ${batch.length} names, asked ${asked} times, got at last: ${text.slice(0, 200)}`,
	);
}
