import { expect, test } from 'vitest';
import {
	readLines,
	readManifest,
	withNewIds,
	writeLines,
} from '../../../../src/core/formats/project-bundle.ts';
import { answerRow, callRow, projectRow, runRow, seedRow } from '../../../fakes/rows.ts';
import type { RunId } from '../../../../src/core/id.ts';

const names = new Map([
	['project1', 'p'],
	['run1', 'r'],
]);

test('lines are read as they were written, line breaks inside texts included', () => {
	const rows = [seedRow(0, { instruction: 'a\nb\u2028c' }), seedRow(1)];
	expect(readLines(writeLines(rows), 'x')).toEqual(rows);
	expect(readLines('', 'x')).toEqual([]);
});

test.each([
	['{"schema":1}\nnot json\n', 'x.jsonl, line 2: '],
	['[1]\n', 'x.jsonl, line 1: expected an object'],
	['{"id":"a"}\n', 'x.jsonl, line 1: expected a schema number'],
	['{"schema":1}\n\n{"schema":1}\n', 'x.jsonl, line 2: '],
])('%j is refused with its place', (text, message) => {
	expect(() => readLines(text, 'x.jsonl')).toThrow(message);
});

test('new names reach every id, compound ones too, and no text', () => {
	const text = 'run1 of project1 says run1/student/0';
	const author = 'run1/student/0' as never;
	const seed = seedRow(3);
	expect(withNewIds(answerRow(seed.id, author, { text }), names)).toEqual({
		...answerRow(seed.id, author, { text }),
		id: 'p/seed/3|r/student/0',
		projectId: 'p',
		instructionId: 'p/seed/3',
		author: 'r/student/0',
	});
	const forked = runRow('run2' as RunId, { forkedFrom: { runId: 'run1' as RunId, iteration: 1 } });
	expect(withNewIds(forked, names)).toEqual({
		...forked,
		projectId: 'p',
		forkedFrom: { runId: 'r', iteration: 1 },
	});
	expect(withNewIds(callRow('project1', { about: 'run1/1/7' }), names)).toMatchObject({
		key: 'project1',
		about: 'r/1/7',
	});
});

test('new names reach the ids of training jobs, of the base’s export too', () => {
	const ofRun = { projectId: 'project1', runId: 'run1', jobId: 'ftjob-run1', error: 'of run1-0-0' };
	for (const [id, renamed] of [
		['run1-0-0', 'r-0-0'],
		['run1--1-2', 'r--1-2'],
		['run10-0-0', 'run10-0-0'],
	] as const)
		expect(withNewIds({ ...ofRun, id }, names)).toEqual({
			...{ ...ofRun, projectId: 'p', runId: 'r' },
			id: renamed,
		});
});

test('of ids that begin each other the longest is renamed', () => {
	const both = new Map([
		['a', 'x'],
		['a-b', 'y'],
	]);
	for (const [id, renamed] of [
		['a-b', 'y'],
		['a-b-0-0', 'y-0-0'],
		['a-0-0/a-b', 'x-0-0/y'],
		['-a', '-a'],
	] as const)
		expect(withNewIds({ id }, both)).toEqual({ id: renamed });
});

test('an id that only begins like a named one stays', () => {
	const row = seedRow(0, { runId: 'run10' as RunId });
	expect(withNewIds(row, names).runId).toBe('run10');
});

test('a manifest of another format or version is refused', () => {
	const manifest = {
		format: 'retort-project',
		version: 1,
		project: projectRow(),
		tables: {},
		weights: false,
	};
	expect(readManifest(JSON.stringify(manifest))).toEqual(manifest);
	const refused = { code: 'import/not-a-project' };
	for (const changed of [{ format: 'other' }, { version: 2 }, { project: {} }, { tables: 1 }])
		expect(() => readManifest(JSON.stringify({ ...manifest, ...changed }))).toThrow(
			expect.objectContaining(refused) as Error,
		);
});
