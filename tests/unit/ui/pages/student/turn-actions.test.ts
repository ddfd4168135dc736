import { expect, test } from 'vitest';
import { teacherRequest, turnsOf, type Said } from '../../../../../src/app/chat.ts';
import { actionsOn } from '../../../../../src/ui/pages/student/turn-actions.ts';

type Kind = 'done' | 'stopped' | 'failed' | 'answering';
/** A turn as the chat sends it: to the student the turns alone, to the teacher with its usual system prompt. */
function turn(
	fields: {
		readonly system?: string;
		readonly earlier?: readonly Said[];
		readonly student?: Kind;
		readonly teacher?: Kind;
		readonly kind?: 'teacher' | 'student';
	} = {},
) {
	const {
		system = '',
		earlier = [],
		student = 'done',
		teacher = 'done',
		kind = 'teacher',
	} = fields;
	const sent = turnsOf(system, earlier, 'ask');
	const numbers = { model: 'm', temperature: 0, topP: 1, maxTokens: 8, seed: 1 };
	const toTeacher = teacherRequest(sent, numbers).messages;
	return {
		student: { state: { kind: student }, sent },
		beside: { kind, reply: { state: { kind: teacher }, sent: toTeacher } },
	};
}
const nothing = { canScore: false, canAdd: false, because: '' };

test('an instruction that both answered can be scored and added', () => {
	expect(actionsOn(turn())).toEqual({ canScore: true, canAdd: true, because: '' });
});

test('what the teacher alone answered can only be added', () => {
	for (const student of ['failed', 'stopped', 'answering'] as const)
		expect(actionsOn(turn({ student }))).toEqual({ canScore: false, canAdd: true, because: '' });
});

test('nothing can be done with half a teacher’s reply, with another student’s, or with nobody’s', () => {
	for (const teacher of ['failed', 'stopped', 'answering'] as const)
		expect(actionsOn(turn({ teacher }))).toEqual(nothing);
	expect(actionsOn(turn({ kind: 'student' }))).toEqual(nothing);
	expect(actionsOn({ ...turn(), beside: null })).toEqual(nothing);
});

test('a question that was sent with earlier turns is no instruction by itself', () => {
	const found = actionsOn(turn({ earlier: [{ asked: 'before', reply: 'so' }] }));
	expect(found).toMatchObject({ canScore: false, canAdd: false });
	expect(found.because).toMatch(/^Sent with earlier turns/);
});

test('nor is one with a system prompt of the user’s', () => {
	expect(actionsOn(turn({ system: 'Speak French.' })).because).toMatch(
		/^Sent with a system prompt/,
	);
});

test('a first turn in a chat that remembers stands alone', () => {
	expect(actionsOn(turn({ earlier: [{ asked: 'failed', reply: null }] })).canScore).toBe(true);
});
