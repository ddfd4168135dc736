import { describe, expect, test } from 'vitest';
import { StreamedFiles } from '../../../../src/adapters/files/record-files.ts';
import { sampled } from '../../../../src/app/import-rows.ts';
import { rowsOf } from '../../../../src/app/import-rows.ts';
import { codeOf } from '../../../../src/core/error.ts';
import { Tally } from '../../../../src/core/formats/tally.ts';
import type { RefusedRecord } from '../../../../src/core/formats/record.ts';
import { MALFORMED, type Outcome } from '../../../fixtures/malformed-files.ts';

async function outcomeOf(content: Uint8Array | string, wanted: Outcome): Promise<Outcome> {
	const files = new StreamedFiles();
	const file = new Blob([typeof content === 'string' ? content : Uint8Array.from(content)]);
	const watching = { signal: new AbortController().signal, onProgress: () => undefined };
	const tally = new Tally();
	const refused: RefusedRecord[] = [];
	try {
		const source = await sampled(files, { file, name: 'x', reading: null });
		for await (const rows of rowsOf(files, source, 'read', watching))
			for (const row of rows) {
				if (!('reason' in row)) tally.take(row);
				else refused.push(row);
			}
	} catch (thrown) {
		return { code: codeOf(thrown) };
	}
	return {
		usable: tally.usable,
		...(refused.length > 0 ? { refused: refused.map(({ row, reason }) => [row, reason]) } : {}),
		...(tally.duplicates > 0 ? { duplicates: tally.duplicates } : {}),
		...('first' in wanted ? { first: tally.first[0]?.instruction ?? '' } : {}),
	};
}

describe('a malformed file has its named outcome', () => {
	test.each(MALFORMED)('$name', async ({ make, outcome }) => {
		expect(await outcomeOf(make(), outcome)).toEqual(outcome);
	});

	test('of sixty kinds at least', () => {
		expect(new Set(MALFORMED.map(({ name }) => name)).size).toBe(MALFORMED.length);
		expect(MALFORMED.length).toBeGreaterThanOrEqual(60);
	});
});
