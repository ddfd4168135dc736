import { expect, test } from 'vitest';
import { IndexedDbRecordStore } from '../../../src/adapters/indexeddb/record-store.ts';
import { type RowChange, rowChangesOf } from '../../../src/core/pools/row-changes.ts';
import { PROJECT, seedRow, verdictRow, runRow, RUN } from '../../fakes/rows.ts';
import { studentIdOf } from '../../../src/core/id.ts';
import { freshDatabase, freshName } from './fresh-database.ts';

/** What is told of a database from now on. */
function listen(name: string): RowChange[] {
	const heard: RowChange[] = [];
	new BroadcastChannel(rowChangesOf(name)).addEventListener(
		'message',
		({ data }: MessageEvent<readonly RowChange[]>) => {
			heard.push(...data);
		},
	);
	return heard;
}
const rows = (count: number) => Array.from({ length: count }, (_, order) => seedRow(order));

test('every key of a large write is told once it is done, in whichever table a copy may be kept', async () => {
	const name = freshName();
	const heard = listen(name);
	const store = new IndexedDbRecordStore(await freshDatabase({ name }));
	const verdict = verdictRow(seedRow(0).id, studentIdOf(RUN, 0), 'teacher-first');
	await store.put({ instructions: rows(120), verdicts: [verdict], answers: [] });
	await store.putRun(runRow());
	await expect.poll(() => heard.length).toBe(2);
	expect(heard).toEqual([
		{ table: 'instructions', keys: rows(120).map(({ id }) => id) },
		{ table: 'verdicts', keys: [verdict.id] },
	]);
});

test('more than five thousand are told from the first to the last', async () => {
	const name = freshName();
	const heard = listen(name);
	await new IndexedDbRecordStore(await freshDatabase({ name })).put({ instructions: rows(6000) });
	await expect.poll(() => heard.length).toBe(1);
	expect(heard).toEqual([
		{ table: 'instructions', from: `${PROJECT}/seed/0`, to: `${PROJECT}/seed/999` },
	]);
});

test('what a failed transaction would have changed is not told', async () => {
	const name = freshName();
	const heard = listen(name);
	const { relaxed } = await freshDatabase({ name });
	const broken = relaxed.transaction('rw', relaxed.instructions, async () => {
		await relaxed.instructions.put(seedRow(1));
		throw new RangeError('broken');
	});
	await expect(broken).rejects.toThrow('broken');
	await relaxed.instructions.put(seedRow(2));
	await expect.poll(() => heard.length).toBe(1);
	expect(heard).toEqual([{ table: 'instructions', keys: [seedRow(2).id] }]);
});
