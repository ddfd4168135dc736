import { expect, test } from 'vitest';
import { votesBetween } from '../../../src/core/vote.ts';
import { firstValue } from '../../../src/app/live.ts';
import { IndexedDbVotes } from '../../../src/adapters/indexeddb/votes.ts';
import type { ProjectId, RunId } from '../../../src/core/id.ts';
import { voteRow, voteSide } from '../../fakes/vote-row.ts';
import { PROJECT, RUN } from '../../fakes/rows.ts';
import { freshDatabase, freshName, watchTransactions } from './fresh-database.ts';
import { dump, openLibrary, writeProject } from './whole-project.ts';

const OTHER = 'elsewhere' as ProjectId;
const given = (projectId: ProjectId | null, at: number, run = RUN) => {
	const { schema, id, ...vote } = voteRow(run, projectId, { at });
	expect([schema, id]).toEqual([1, expect.any(String)]);
	return vote;
};

async function open(name = freshName()) {
	let ids = 0;
	const database = await freshDatabase({ name });
	return { database, votes: new IndexedDbVotes(database, () => `n${ids++}`) };
}

test('a vote is on disk when it is told, and there after the page is opened anew', async () => {
	const durabilities = watchTransactions();
	const name = freshName();
	const { database, votes } = await open(name);
	durabilities.length = 0;
	const kept = await votes.add(given(null, 2));
	await votes.add(given(PROJECT, 1));
	expect(durabilities).toEqual(['strict', 'strict']);
	expect(kept.id).toBe('browser/vote/n0');
	database.close();
	const again = await open(name);
	const all = await firstValue(again.votes.all());
	expect(all.map(({ id }) => id)).toEqual(['project1/vote/n1', 'browser/vote/n0']);
	expect(all[1]).toEqual(kept);
});

test('votes that are taken back are gone, the others stay', async () => {
	const { votes } = await open();
	const [one, other] = [await votes.add(given(null, 1)), await votes.add(given(null, 2))];
	await votes.delete([other.id, 'nobody']);
	expect(await firstValue(votes.all())).toEqual([one]);
});

test('votes about a model that is deleted go with it, whichever side it stood on', async () => {
	const { votes } = await open();
	const other = await votes.add(given(PROJECT, 1));
	const model = voteSide('models/one', 'One', 'fig');
	await votes.add({ ...given(PROJECT, 2), left: model });
	await votes.add({ ...given(null, 3), right: model });
	await votes.forget('models/one');
	expect(await firstValue(votes.all())).toEqual([other]);
});

test('of a vote another reader hears', async () => {
	const name = freshName();
	const { votes } = await open(name);
	const other = (await open(name)).votes;
	const heard: number[] = [];
	const subscription = other.all().subscribe((all) => heard.push(all.length));
	await expect.poll(() => heard).toEqual([0]);
	await votes.add(given(PROJECT, 1));
	await expect.poll(() => heard.at(-1)).toBe(1);
	subscription.unsubscribe();
});

test('a deleted project takes its votes along, and those elsewhere about its students', async () => {
	const opened = await openLibrary();
	await writeProject(opened);
	await writeProject(opened, OTHER, 'run9' as RunId);
	const { database, library } = opened;
	const votes = new IndexedDbVotes(database, () => 'n');
	const { left } = voteRow(RUN, PROJECT);
	// Of the other project, but against the base of this one, and one of no project.
	const { right } = voteRow('run9' as RunId, OTHER);
	await votes.add({ ...given(OTHER, 5), left: { ...left, studentId: 'run1/student/-1' }, right });
	const free = await votes.add({
		...given(null, 6),
		left: { ...left, studentId: 'shipped/practice-student' },
		right: { ...right, studentId: 'models/one' },
	});
	await library.deleteProject(PROJECT);
	const remaining = await firstValue(votes.all());
	expect(remaining).toEqual([free, voteRow('run9' as RunId, OTHER)]);
});

test('a copy of a project has its votes under ids of its own, which name its own students', async () => {
	const opened = await openLibrary();
	await writeProject(opened);
	const file = await opened.library.exportProject(PROJECT, { weights: false });
	await opened.library.importProject(file);
	const all = (await dump(opened.database))['votes'] as ReturnType<typeof voteRow>[];
	expect(all.map(({ id, projectId }) => [id, projectId])).toEqual([
		['new0/vote/v0', 'new0'],
		['project1/vote/v0', 'project1'],
	]);
	expect(votesBetween(all, 'new1/student/1', 'new1/student/-1')).toHaveLength(1);
});
