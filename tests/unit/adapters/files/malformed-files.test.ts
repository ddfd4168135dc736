import { describe, expect, test } from 'vitest';
import { StreamedFiles } from '../../../../src/adapters/files/record-files.ts';
import { rowsOf, sampled } from '../../../../src/app/import-rows.ts';
import { codeOf } from '../../../../src/core/error.ts';
import { Tally } from '../../../../src/core/formats/tally.ts';
import type { RefusedRecord } from '../../../../src/core/formats/record.ts';
import type { Outcome } from '../../../fixtures/malformed-file.ts';
import { MALFORMED } from '../../../fixtures/malformed-files.ts';

type Found = { readonly tally: Tally; readonly refused: readonly RefusedRecord[] };

async function readAll(content: Uint8Array | string): Promise<Found> {
	const files = new StreamedFiles();
	const file = new Blob([typeof content === 'string' ? content : Uint8Array.from(content)]);
	const watching = { signal: new AbortController().signal, onProgress: () => undefined };
	const tally = new Tally();
	const refused: RefusedRecord[] = [];
	const source = await sampled(files, { file, name: 'x', reading: null });
	for await (const rows of rowsOf(files, source, 'read', watching))
		for (const row of rows) {
			if ('reason' in row) refused.push(row);
			else tally.take(row);
		}
	return { tally, refused };
}

function outcomeOf({ tally, refused }: Found, wanted: Outcome): Outcome {
	return {
		usable: tally.usable,
		...(refused.length > 0 ? { refused: refused.map(({ row, reason }) => [row, reason]) } : {}),
		...(tally.duplicates > 0 ? { duplicates: tally.duplicates } : {}),
		...('first' in wanted ? { first: tally.first[0]?.instruction ?? '' } : {}),
	};
}

describe('a malformed file has its named outcome', () => {
	test.each(MALFORMED)('$name', async ({ make, outcome }) => {
		const found = await readAll(make()).then(
			(read) => outcomeOf(read, outcome),
			(thrown: unknown) => ({ code: codeOf(thrown) }),
		);
		expect(found).toEqual(outcome);
	});

	test('of sixty kinds at least', () => {
		expect(new Set(MALFORMED.map(({ name }) => name)).size).toBe(MALFORMED.length);
		expect(MALFORMED.length).toBeGreaterThanOrEqual(60);
	});
});
