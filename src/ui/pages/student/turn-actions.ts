/** What can be done with a turn that the teacher has answered: scored as a pair, added to a pool. */
import type { OrderVerdict, PairToScore } from '../../../app/score-pair.ts';
import type { Message } from '../../../core/call.ts';
import { TEACHER_SYSTEM } from '../../../core/prompts/teacher-prompt.ts';
import type { Recipe } from '../../../core/recipe.ts';
import type { Beside, ChatTurn } from '../../state/chat.svelte.ts';
import type { ReplyState } from '../../state/chat-reply.svelte.ts';

type Answered = {
	readonly state: Pick<ReplyState, 'kind'>;
	readonly sent: readonly Pick<Message, 'role' | 'content'>[];
};
export type ActionsOnTurn = {
	readonly canScore: boolean;
	readonly canAdd: boolean;
	/** Why neither can be done; '' where one can, or where there is nothing to do it with. */
	readonly because: string;
};

const NOTHING: ActionsOnTurn = { canScore: false, canAdd: false, because: '' };

/**
 * Referee and pools know single instructions: a question that went out with earlier turns, or with a system prompt of the
 * user's, has answers to more than its own text. Half a reply is no answer.
 */
export function actionsOn({
	student,
	beside,
}: {
	readonly student: Answered;
	readonly beside: { readonly kind: Beside['kind']; readonly reply: Answered } | null;
}): ActionsOnTurn {
	if (beside?.kind !== 'teacher' || beside.reply.state.kind !== 'done') return NOTHING;
	const because = whyNotAlone(beside.reply.sent, student.sent);
	if (because !== '') return { ...NOTHING, because };
	return { canScore: student.state.kind === 'done', canAdd: true, because };
}

function whyNotAlone(
	toTeacher: Answered['sent'],
	// Empty where it failed before it was asked.
	toStudent: Answered['sent'],
): string {
	if ([...toTeacher, ...toStudent].some(({ role }) => role === 'assistant'))
		return 'Sent with earlier turns, so it is no instruction by itself: it can be neither scored nor added to a pool.';
	const isOfUser = ({ role, content }: Answered['sent'][number]) =>
		role === 'system' && content !== TEACHER_SYSTEM;
	if ([...toTeacher, ...toStudent].some(isOfUser))
		return 'Sent with a system prompt, which neither referee nor pools would see: it can be neither scored nor added to a pool.';
	return '';
}

/** What the referee is to see of the turn, by the numbers of the student's run. */
export function pairOf(
	{ asked, student, beside }: ChatTurn,
	{ referee, seed }: { readonly referee: Recipe['referee']; readonly seed: number },
	known: readonly OrderVerdict[],
): PairToScore {
	const { temperature, maxTokens, reasks } = referee;
	return {
		task: { instruction: asked, input: '' },
		answers: { teacher: beside?.reply.soFar.text ?? '', student: student.soFar.text },
		referee: { temperature, maxTokens, reasks },
		...{ seed, known },
	};
}
