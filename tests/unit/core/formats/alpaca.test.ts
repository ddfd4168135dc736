import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAlpaca } from '../../../../src/core/formats/alpaca.ts';

const row = (fields: object) => ({ input: '', output: '', skill: null, ...fields });

describe('an Alpaca file', () => {
	test('is read as an array, with a byte order mark and without input or output', () => {
		const text = `\uFEFF [{"instruction":" add 1 and 2 ","input":"now","output":"3","skill":"sums"},{"instruction":"hi"}]`;
		expect(readAlpaca(text)).toEqual({
			rows: [
				row({ row: 1, instruction: 'add 1 and 2', input: 'now', output: '3', skill: 'sums' }),
				row({ row: 2, instruction: 'hi' }),
			],
			refused: [],
		});
	});

	test('is read line by line, blank lines and CRLF allowed, rows keep the number of their line', () => {
		const text = '{"instruction":"a"}\r\n\r\n{"instruction":"b","input":null}\r\n';
		expect(readAlpaca(text).rows).toEqual([
			row({ row: 1, instruction: 'a' }),
			row({ row: 3, instruction: 'b' }),
		]);
	});

	test('names each row that can’t be used, by number and reason', () => {
		const text = [
			'{"instruction":"fine"}',
			'{"instruction":',
			'{"input":"x"}',
			'{"instruction":"  "}',
			'{"instruction":7}',
			'{"instruction":"x","output":["y"]}',
			'{"instruction":"x","input":{"a":1}}',
			'"just text"',
			'[1]',
			'null',
		].join('\n');
		const { rows, refused } = readAlpaca(text);
		expect(rows).toHaveLength(1);
		expect(refused.map(({ row: number, reason }) => [number, reason.split(':')[0]])).toEqual([
			[2, 'not JSON'],
			[3, 'has no "instruction"'],
			[4, '"instruction" is empty'],
			[5, '"instruction" is not text'],
			[6, '"output" is not text'],
			[7, '"input" is not text'],
			[8, 'not an object with an instruction'],
			[9, 'not an object with an instruction'],
			[10, 'not an object with an instruction'],
		]);
	});

	test('that breaks off in its array is one refused row, not a crash', () => {
		const { rows, refused } = readAlpaca('[{"instruction":"a"},{"instr');
		expect(rows).toEqual([]);
		expect(refused).toEqual([{ row: 1, reason: expect.stringContaining('not JSON') as string }]);
	});

	test('accounts for every row of any file', () => {
		fc.assert(
			fc.property(fc.array(fc.json({ maxDepth: 2 }), { maxLength: 20 }), (values) => {
				const text = values.map((value) => value.replaceAll(/[\r\n\u2028\u2029]/g, ' ')).join('\n');
				const { rows, refused } = readAlpaca(`{"instruction":"first"}\n${text}`);
				const blank = values.filter((value) => value.trim() === '').length;
				return rows.length + refused.length === 1 + values.length - blank;
			}),
		);
	});
});
