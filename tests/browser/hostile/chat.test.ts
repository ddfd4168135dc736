import { afterEach, describe, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { AppError } from '../../../src/core/error.ts';
import Markdown from '../../../src/ui/parts/Markdown.svelte';
import ChatTurn from '../../../src/ui/pages/student/ChatTurn.svelte';
import PairVerdict from '../../../src/ui/pages/student/PairVerdict.svelte';
import { BlindTurn } from '../../../src/ui/state/blind-turn.svelte.ts';
import type { ChatTurn as Turn } from '../../../src/ui/state/chat.svelte.ts';
import { Reply } from '../../../src/ui/state/chat-reply.svelte.ts';
import { PoolAdding } from '../../../src/ui/state/pool-adding.svelte.ts';
import { PairScore } from '../../../src/ui/state/pair-score.svelte.ts';
import type { RunId } from '../../../src/core/id.ts';
import { voteRow } from '../../fakes/vote-row.ts';
import { formulas, patterns, propertyKeys, talkMarkers } from '../../fixtures/hostile/programs.ts';
import {
	expectInert,
	expectShown,
	inParts,
	NUMBERED,
	type Numbered,
	startOver,
} from './hostile-page.ts';

const { signal } = new AbortController();
const PARTS = inParts(NUMBERED, 40).map((texts, part) => ({ part, texts }));

async function replyOf(text: string): Promise<Reply> {
	const reply = new Reply();
	// eslint-disable-next-line @typescript-eslint/require-await -- pieces come from a stream
	await reply.hear(async function* () {
		yield text;
	}, signal);
	return reply;
}

async function failedBecause(text: string): Promise<Reply> {
	const reply = new Reply();
	await reply.hear(() => Promise.reject(new AppError('teacher/refused', text)), signal);
	return reply;
}

type Said = Partial<Turn> & { readonly student: Reply; readonly teacher: Reply | null };
const turnWith = ({ teacher, ...said }: Said, number: number): Turn => ({
	...{ number, asked: 'and?', blind: null },
	beside:
		teacher === null ? null : { kind: 'teacher', id: 'teacher/t', name: 'teacher', reply: teacher },
	numbers: { temperature: 0, topP: 1, maxTokens: 9, seed: 1, stop: [] },
	...{ score: new PairScore(), adding: new PoolAdding() },
	...said,
});

async function show(texts: readonly Numbered[], turnOf: (text: string) => Promise<Said>) {
	for (const [number, { text }] of texts.entries())
		await render(ChatTurn, { turn: turnWith(await turnOf(text), number) });
	await expectShown(texts);
	// A marker of another turn within a text makes none.
	expect(document.querySelectorAll('article')).toHaveLength(texts.length);
	await expectInert('.answer, .asked, .under');
}
afterEach(startOver);

describe('in a chat, nothing of it does harm', () => {
	test.each(PARTS)('as a question, part $part', async ({ texts }) => {
		const reply = await replyOf('yes');
		await show(texts, (asked) => Promise.resolve({ asked, student: reply, teacher: null }));
	});

	test('as a question that a program would take for more than text, it stands there as it is', async () => {
		const student = await replyOf('yes');
		for (const { texts } of [propertyKeys, patterns, talkMarkers, formulas])
			for (const [number, asked] of texts.entries())
				await render(ChatTurn, { turn: turnWith({ asked, student, teacher: null }, number) });
		const shown = [...document.querySelectorAll('.asked .specimen')].map((p) => p.textContent);
		const texts = [propertyKeys, patterns, talkMarkers, formulas].flatMap((kind) => kind.texts);
		expect(shown).toEqual(texts.map((text) => text.replace(/^\r/, '\n')));
	});

	test.each(PARTS)('while a reply is written, part $part', async ({ texts }) => {
		for (const { text } of texts) {
			const screen = await render(Markdown, { text: '', isOver: false });
			for (const end of [0.3, 0.6, 1]) {
				const soFar = text.slice(0, Math.ceil(text.length * end));
				await screen.rerender({ text: soFar, isOver: false });
			}
		}
		await expectShown(texts);
		await expectInert('.note', ['heightens']);
	});

	test.each(PARTS)('as a student’s reply, part $part', ({ texts }) =>
		show(texts, async (text) => ({ student: await replyOf(text), teacher: null })),
	);

	test.each(PARTS)(
		'as a teacher’s reply, the student’s compared with it, part $part',
		({ texts }) =>
			show(texts, async (text) => ({
				student: await replyOf(`${text} too`),
				teacher: await replyOf(text),
			})),
	);

	test.each(PARTS)('as replies that wait for a blind vote, part $part', ({ texts }) =>
		show(texts, async (text) => ({
			student: await replyOf(text),
			teacher: await replyOf('another'),
			blind: new BlindTurn(true),
		})),
	);

	test.each(PARTS)('as a name of who answers beside, part $part', async ({ texts }) => {
		const [student, reply] = [await replyOf('yes'), await replyOf('no')];
		for (const [number, { text }] of texts.entries()) {
			const blind = new BlindTurn(false);
			const beside = { kind: 'student', id: text, name: text, reply } as const;
			const turn = turnWith({ student, teacher: null, beside, blind }, number);
			await render(ChatTurn, { turn, name: text });
			blind.keep(voteRow('run' as RunId, null, { outcome: 'left' }));
		}
		await expectInert('article');
	});

	test.each(PARTS)('as a referee’s reasons, part $part', async ({ texts }) => {
		for (const { text: explanation } of texts) {
			const scores = { teacher: 9, student: 4 };
			const verdicts = [{ order: 'teacher-first', scores, explanation, asked: 1 } as const];
			const scored = { verdicts, calls: 1, costNanoUsd: 0 };
			const rule = { threshold: 1, hardRule: 'mean' } as const;
			await render(PairVerdict, { scored, name: 'student-1', rule, isFree: true });
		}
		for (const details of document.querySelectorAll('details')) details.open = true;
		await expectShown(texts);
		await expectInert('details');
	});

	test.each(PARTS)('as a message of a provider, part $part', async ({ texts }) => {
		const student = await replyOf('yes');
		await show(texts, async (text) => ({ student, teacher: await failedBecause(text) }));
	});
});
