import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TableRecords } from '../../../../src/adapters/files/table-records.ts';
import { jsonRecord } from '../../../../src/core/formats/json-record.ts';
import { JsonList } from '../../../../src/core/formats/json-list.ts';
import { Lines } from '../../../../src/core/formats/lines.ts';
import type { FileRecord, RecordCutter } from '../../../../src/core/formats/record.ts';

const CUTTERS: Readonly<Record<string, () => RecordCutter>> = {
	list: () => new JsonList(),
	lines: () => new Lines(jsonRecord),
	table: () => new TableRecords({ delimiter: ',', hasHeader: true }),
};

function cut(cutter: RecordCutter, pieces: readonly string[]): readonly FileRecord[] {
	return [...pieces.flatMap((piece) => cutter.push(piece)), ...cutter.end()];
}

/** The text in pieces of these lengths, the rest as the last. */
function inPieces(text: string, lengths: readonly number[]): readonly string[] {
	const pieces: string[] = [];
	let rest = text;
	for (const length of lengths) {
		pieces.push(rest.slice(0, length));
		rest = rest.slice(length);
	}
	return [...pieces, rest];
}

/** Text of quotes, brackets, line ends and letters, as broken files have them. */
const noise = fc.string({
	unit: fc.constantFrom(
		'"',
		'{',
		'}',
		'[',
		']',
		',',
		':',
		'\n',
		'\r',
		'\\',
		'a',
		' ',
		'{"a":1}',
		'\0',
	),
	maxLength: 60,
});

describe('cutting a file into records', () => {
	test.each(Object.keys(CUTTERS))('%s: it is the same however the text comes in pieces', (kind) => {
		fc.assert(
			fc.property(noise, fc.array(fc.nat({ max: 9 }), { maxLength: 20 }), (text, lengths) => {
				const cutter = () => (CUTTERS[kind] as () => RecordCutter)();
				const start = kind === 'list' ? '[' : kind === 'table' ? 'a,b\n' : '';
				const whole = cut(cutter(), [start + text]).map(({ row }) => row);
				expect(cut(cutter(), inPieces(start + text, lengths)).map(({ row }) => row)).toEqual(whole);
			}),
			{ numRuns: 150 },
		);
	});

	test('a list gives the objects that JSON.parse gives', () => {
		fc.assert(
			fc.property(
				fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), { maxLength: 12 }),
				fc.constantFrom(undefined, 1, '\t'),
				fc.array(fc.nat({ max: 30 }), { maxLength: 20 }),
				(rows, indent, lengths) => {
					const text = JSON.stringify(rows, null, indent);
					const wanted = (JSON.parse(text) as object[]).map((fields, at) => ({
						row: at + 1,
						fields,
					}));
					expect(cut(new JsonList(), inPieces(text, lengths))).toEqual(wanted);
				},
			),
			{ numRuns: 150 },
		);
	});

	test('rows have rising numbers, whatever the file', () => {
		for (const make of Object.values(CUTTERS))
			fc.assert(
				fc.property(noise, (text) => {
					const rows = cut(make(), [text]).map(({ row }) => row);
					expect(rows).toEqual(rows.toSorted((a, b) => a - b));
					expect(new Set(rows).size).toBe(rows.length);
				}),
				{ numRuns: 150 },
			);
	});

	test('good lines are read, whatever stands in the lines between them', () => {
		fc.assert(
			fc.property(fc.array(noise, { minLength: 1, maxLength: 10 }), (between) => {
				const texts = between.map((text) => text.replaceAll(/[\r\n]/g, ' '));
				const text = texts.flatMap((line, at) => [`{"instruction":"n${at}"}`, line]).join('\n');
				const records = cut(new Lines(jsonRecord), [text]);
				const good = records.flatMap((record) =>
					'fields' in record && 'instruction' in record.fields ? [record.row] : [],
				);
				expect(good).toEqual(texts.map((_, at) => 2 * at + 1));
			}),
			{ numRuns: 150 },
		);
	});
});
