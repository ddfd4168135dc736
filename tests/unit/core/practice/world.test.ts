/** The practice world: what it writes it reads back, and its answers are those of another implementation. */
import { describe, expect, it } from 'vitest';
import { FAMILIES } from '../../../../src/core/practice/families/all.ts';
import { readings } from '../../../../src/core/practice/reading.ts';
import {
	domainOf,
	KNOWN_SKILLS,
	makeTask,
	makeWorksheet,
	PRACTICE_SKILLS,
	readTask,
	UNLEARNABLE_SKILLS,
	vocabularyWords,
} from '../../../../src/core/practice/world.ts';
import { pickOne, seededRandom } from '../../../../src/core/random.ts';
import referenceTasks from './reference-tasks.json' with { type: 'json' };

describe('the skills', () => {
	it('are 53 families of 11 wordings in 9 domains, each in the frequency order once', () => {
		expect([...FAMILIES.keys()].sort()).toEqual([...PRACTICE_SKILLS].sort());
		expect(PRACTICE_SKILLS).toHaveLength(53);
		expect(new Set(PRACTICE_SKILLS.map(domainOf)).size).toBe(9);
		for (const family of FAMILIES.values()) expect(family.wordings).toHaveLength(11);
	});

	it('have the nine most frequent in nine domains', () => {
		expect(new Set(PRACTICE_SKILLS.slice(0, 9).map(domainOf)).size).toBe(9);
	});

	it('are never both known to the base and unlearnable', () => {
		expect(UNLEARNABLE_SKILLS).toHaveLength(5);
		expect(KNOWN_SKILLS).toHaveLength(13);
		for (const skill of [...UNLEARNABLE_SKILLS, ...KNOWN_SKILLS])
			expect(PRACTICE_SKILLS).toContain(skill);
		expect(KNOWN_SKILLS.filter((skill) => UNLEARNABLE_SKILLS.includes(skill))).toEqual([]);
	});

	it('are refused when they are not of this world', () => {
		expect(() => domainOf('poetry')).toThrow(
			'expected a skill of the practice world, got "poetry"',
		);
	});
});

describe('reading a task back', () => {
	it('finds exactly one family and the right answer for each of 10,000 instructions', () => {
		const random = seededRandom('reading test');
		const misread: unknown[] = [];
		for (let count = 0; count < 10_000; count++) {
			const task = makeTask(pickOne(random, PRACTICE_SKILLS), random);
			const skills = readings(task.instruction).map((reading) => reading.family.skill);
			const answer = readTask(task.instruction)?.answer;
			if (skills.join() !== task.skill || answer !== task.answer)
				misread.push({ task, skills, answer });
		}
		expect(misread).toEqual([]);
	}, 20_000);

	it('answers instructions of the Python world, which was written before, as that did', () => {
		const read = referenceTasks.map(([, instruction = '']) => {
			const task = readTask(instruction);
			return [task?.skill, instruction, task?.answer];
		});
		expect(read).toEqual(referenceTasks);
		expect(new Set(read.map(([skill]) => skill)).size).toBe(PRACTICE_SKILLS.length);
	});

	it.each([
		'write a poem about the sea',
		'half',
		'halve the cake',
		'reverse "a b"',
		'which number comes next: 5?',
		'today is Someday; which day is it in 2 days?',
		'and then halve 12',
		'halve 12 or not',
		'xhalve 12',
		'',
	])('leaves alone what is not of this world: "%s"', (text) => {
		expect(readTask(text)).toBeUndefined();
	});

	it('reads values of any size, not only those it would draw', () => {
		expect(readTask('halve 1000')?.answer).toBe('500');
		expect(readTask('reverse "distillation"')?.answer).toBe('noitallitsid');
		expect(readTask('9 days after Friday is which day?')?.answer).toBe('Sunday');
		expect(readTask('9 days before Friday is which day?')?.answer).toBe('Wednesday');
	});
});

describe('writing tasks', () => {
	it('is a function of skill and randomness', () => {
		for (const skill of PRACTICE_SKILLS)
			expect(makeTask(skill, seededRandom(7))).toEqual(makeTask(skill, seededRandom(7)));
	});

	it('writes worksheets as the bare name and its values, made-up words in quotes', () => {
		const sheet = (skill: string) => makeWorksheet(skill, seededRandom(3), false).instruction;
		expect(sheet('half')).toMatch(/^half: \d+$/);
		expect(sheet('reverse word')).toMatch(/^reverse_word: "[a-z]{3,5}"$/);
		expect(sheet('feet to inches')).toMatch(/^foot_inch: \d+$/);
		expect(sheet('count letter')).toMatch(/^count_letter: "[a-e]" "[a-z]+"$/);
	});

	it('uses only words of its vocabulary outside quotes and payload', () => {
		const known = new Set(vocabularyWords());
		const random = seededRandom('vocabulary test');
		for (let count = 0; count < 2_000; count++) {
			const { instruction } = makeTask(pickOne(random, PRACTICE_SKILLS), random);
			const words = instruction.replace(/"[a-z]+"/g, '').match(/[a-zA-Z]{2,}/g) ?? [];
			const unknown = words.filter((word) => !known.has(word) && !/^[IVXLCDM]+$/.test(word));
			expect(unknown, instruction).toEqual([]);
		}
	});
});
