/** The practice teacher in its roles, through the very prompts and readers that a real teacher has. */
import { describe, expect, it } from 'vitest';
import { NOT_OF_THIS_WORLD } from '../../../../src/core/practice/answering.ts';
import {
	NO_FAULTS,
	type PracticeFaults,
	type PracticeRequest,
	replyAsPracticeTeacher,
} from '../../../../src/core/practice/teacher.ts';
import {
	domainOf,
	makeTask,
	PRACTICE_SKILLS,
	readTask,
} from '../../../../src/core/practice/world.ts';
import {
	generatorMaxTokens,
	generatorMessages,
	readGeneratorReply,
} from '../../../../src/core/prompts/generator-prompt.ts';
import {
	labellerMessages,
	readLabellerReply,
} from '../../../../src/core/prompts/labeller-prompt.ts';
import { readRefereeReply, refereeMessages } from '../../../../src/core/prompts/referee-prompt.ts';
import { teacherMessages } from '../../../../src/core/prompts/teacher-prompt.ts';
import { seededRandom } from '../../../../src/core/random.ts';

const task = (instruction: string) => ({ instruction, input: '' });
const JSON_REPLY = { type: 'json_object' };

function contentOf(request: PracticeRequest, faults: Partial<PracticeFaults> = {}): string {
	const reply = replyAsPracticeTeacher(request, { faults: { ...NO_FAULTS, ...faults } });
	if (reply.kind !== 'completion') throw new Error(`expected a completion, got ${reply.kind}`);
	return reply.content;
}

function scoresOf(instruction: string, teacher: string, student: string, positionBias = 0) {
	const orders = ['teacher-first', 'student-first'] as const;
	return orders.map((order) => {
		const messages = refereeMessages(task(instruction), { teacher, student }, order);
		return readRefereeReply(contentOf({ messages, response_format: JSON_REPLY }, { positionBias }))
			.scores;
	});
}

describe('as teacher', () => {
	it('answers every skill exactly', () => {
		for (const skill of PRACTICE_SKILLS) {
			const { instruction, answer } = makeTask(skill, seededRandom('teacher', skill));
			expect(contentOf({ messages: teacherMessages(task(instruction)) })).toBe(answer);
		}
	});

	it('answers the last user message of a chat without a system prompt', () => {
		const messages = [
			{ role: 'user', content: 'halve 12' },
			{ role: 'assistant', content: '6' },
			{ role: 'user', content: 'double 12' },
		];
		expect(contentOf({ messages })).toBe('24');
	});

	it('says so when a task is not of its world', () => {
		expect(contentOf({ messages: teacherMessages(task('write a poem')) })).toBe(NOT_OF_THIS_WORLD);
	});

	it('stops at the token limit and tells the tokens of both sides', () => {
		const messages = [{ role: 'user', content: 'the past of i walk the dog' }];
		expect(replyAsPracticeTeacher({ messages, max_tokens: 2 })).toEqual({
			kind: 'completion',
			content: 'I walked',
			finish_reason: 'length',
			usage: { prompt_tokens: 7, completion_tokens: 2 },
			latencyMs: 0,
		});
	});
});

describe('as referee', () => {
	it('scores both answers by the rubric, whichever stands first', () => {
		expect(scoresOf('halve 96', '48', '49')).toEqual([
			[10, 5],
			[5, 10],
		]);
	});

	it('replies in free text with two score lines where JSON was not asked for', () => {
		const messages = refereeMessages(
			task('halve 96'),
			{ teacher: '48', student: '' },
			'teacher-first',
		);
		expect(readRefereeReply(contentOf({ messages }))).toEqual({
			scores: [10, 1],
			explanation: 'The right answer is "48". Answer 1 is exactly right. Answer 2 is empty.',
		});
	});

	it('prefers the first answer by place alone when told to', () => {
		expect(scoresOf('halve 96', '7', '7', 2)).toEqual([
			[3, 1],
			[3, 1],
		]);
	});

	it('has nothing to compare with outside its world, and says so', () => {
		expect(scoresOf('write a poem', 'Roses are red', '')).toEqual([
			[5, 1],
			[1, 5],
		]);
		const messages = refereeMessages(
			task('write a poem'),
			{ teacher: 'a', student: 'b' },
			'teacher-first',
		);
		expect(contentOf({ messages })).toContain('not one of the practice world');
	});
});

describe('as generator', () => {
	const ask = (instruction: string, operator: 'hard' | 'easy', seed: number) => {
		const messages = generatorMessages(task(instruction), operator);
		const max_tokens = generatorMaxTokens(task(instruction));
		const response_format = JSON_REPLY;
		return { messages, seed, temperature: 1, max_tokens, response_format };
	};

	it('writes a hard one of the same skill', () => {
		for (const skill of PRACTICE_SKILLS) {
			const parent = makeTask(skill, seededRandom('parent', skill));
			const made = readGeneratorReply(contentOf(ask(parent.instruction, 'hard', 1)));
			expect(made).toMatchObject({ input: '', skill });
			expect(made?.instruction).not.toBe(parent.instruction);
			expect(readTask(made?.instruction ?? '')?.skill).toBe(skill);
		}
	});

	it('writes an easy one of any rarer skill of the domain, never of a more frequent one', () => {
		const seen = new Set<string | null | undefined>();
		for (let seed = 0; seed < 200; seed++)
			seen.add(
				readGeneratorReply(contentOf(ask('what is the opposite of "hot"', 'easy', seed)))?.skill,
			);
		expect([...seen].sort()).toEqual(['capital', 'young']);
	});

	it('stays at the skill that is the rarest of its domain', () => {
		const made = readGeneratorReply(contentOf(ask('name the baby of a dog', 'easy', 1)));
		expect(made?.skill).toBe('young');
		expect(domainOf('young')).toBe('lookups');
	});

	it('replies with the instruction alone where JSON was not asked for', () => {
		const free = { ...ask('halve 96', 'hard', 5), response_format: null };
		expect(readTask(contentOf(free))?.skill).toBe('half');
	});

	it('writes another one for another seed, and the same one for the same request', () => {
		const first = contentOf(ask('halve 96', 'hard', 1));
		expect(contentOf(ask('halve 96', 'hard', 1))).toBe(first);
		expect(contentOf(ask('halve 96', 'hard', 2))).not.toBe(first);
		const cold = (seed: number) => contentOf({ ...ask('halve 96', 'hard', seed), temperature: 0 });
		expect(cold(1)).toBe(cold(2));
	});

	it('has no successor for a task of another world', () => {
		expect(readGeneratorReply(contentOf(ask('write a poem', 'hard', 1)))).toEqual({
			instruction: '',
			input: '',
			skill: null,
		});
	});
});

describe('as labeller', () => {
	it('names the skill of each task', () => {
		const messages = labellerMessages([task('halve 96'), task('write a poem')], ['half']);
		expect(readLabellerReply(contentOf({ messages }), 2)).toEqual([
			'half',
			'outside the practice world',
		]);
	});
});

describe('its faults', () => {
	const messages = refereeMessages(
		task('halve 96'),
		{ teacher: '48', student: '47' },
		'teacher-first',
	);
	const requests = Array.from({ length: 400 }, (_, seed) => ({
		messages,
		seed,
		temperature: 0.2,
		response_format: JSON_REPLY,
	}));

	it('make about the asked share of replies unreadable', () => {
		const unread = requests.filter(
			(request) => !readRefereeReply(contentOf(request, { unreadableShare: 0.25 })).scores,
		);
		expect(unread.length).toBeGreaterThan(70);
		expect(unread.length).toBeLessThan(130);
	});

	it('turn attempts down for their rate, so that a later attempt of the same request gets through', () => {
		const faults = { ...NO_FAULTS, rateLimitedShare: 0.5 };
		for (const request of requests.slice(0, 50)) {
			const kinds = Array.from(
				{ length: 20 },
				(_, index) => replyAsPracticeTeacher(request, { faults, attempt: index + 1 }).kind,
			);
			expect(new Set(kinds)).toEqual(new Set(['completion', 'rate-limited']));
		}
	});

	it('make the adapter wait between the least and the most', () => {
		const faults = { ...NO_FAULTS, latencyMs: [20, 30] as const };
		const waits = requests.map((request) => replyAsPracticeTeacher(request, { faults }).latencyMs);
		expect(Math.min(...waits)).toBe(20);
		expect(Math.max(...waits)).toBe(30);
	});
});
