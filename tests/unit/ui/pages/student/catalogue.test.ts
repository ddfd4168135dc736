import { expect, test } from 'vitest';
import type { ProjectId, RunId } from '../../../../../src/core/id.ts';
import {
	chosenSubject,
	groupsOf,
	loadBytesOf,
	shippedSubject,
	sizeOf,
} from '../../../../../src/ui/pages/student/catalogue.ts';
import { starters } from '../../../../../src/ui/pages/student/starters.ts';
import { readTask } from '../../../../../src/core/practice/world.ts';
import { PROJECT, projectRow, RUN, runRow, studentRow } from '../../../../fakes/rows.ts';

const OTHER = 'project2' as ProjectId;
const LATER = 'run2' as RunId;
const FILES = [
	{ path: 'a', bytes: 1000, sha256: '' },
	{ path: 'b', bytes: 24, sha256: '' },
];
const shipped = [
	shippedSubject({
		id: 'retort/practice-student',
		folder: 'practice-student',
		name: 'Practice student',
		licence: 'MIT',
		contextTokens: 512,
		files: FILES,
	}),
];
const groups = groupsOf({
	projects: [projectRow(), projectRow(OTHER, { kind: 'own' })],
	runs: [
		runRow(RUN, { createdAt: 1 }),
		runRow(LATER, { projectId: OTHER, createdAt: 2 }),
		runRow('empty' as RunId, { createdAt: 3 }),
	],
	students: [
		studentRow(-1),
		studentRow(0, { files: FILES.slice(1) }),
		studentRow(0, { runId: LATER, projectId: OTHER }),
	],
	shipped,
});

test('students stand by run, the newest run and student first; a run without students is left out', () => {
	expect(groups.map(({ run, subjects }) => [run.id, ...subjects.map(({ name }) => name)])).toEqual([
		[LATER, 'student-0'],
		[RUN, 'student-0', 'base'],
	]);
});

test('a shipped base has the size of the files beside the app, a made one that of its own', () => {
	const [, first] = groups;
	expect(first?.subjects.map((subject) => sizeOf(subject))).toEqual([24, 1024]);
	expect(sizeOf({ files: [] })).toBeNull();
});

test('a student speaks only the practice world when its base does, whosever project it is', () => {
	const projects = [projectRow(OTHER, { kind: 'own' })];
	const runs = [runRow(RUN, { projectId: OTHER })];
	const isPractice = (baseId: string) =>
		groupsOf({ projects, runs, students: [studentRow(0, { baseId })], shipped })[0]?.subjects[0]
			?.isPractice;
	expect(isPractice('retort/practice-student')).toBe(true);
	expect(isPractice('owner/other')).toBe(false);
});

test('loading takes less than the folder: the weights for training stay where they are', () => {
	const weights = { path: 'model.safetensors', bytes: 5000, sha256: '' };
	expect(loadBytesOf({ files: [...FILES, weights] })).toBe(1024);
	expect(sizeOf({ files: [...FILES, weights] })).toBe(6024);
	expect(loadBytesOf({ files: [] })).toBeNull();
});

test('of weights in two forms one engine reads one, of weights for web-llm alone it reads those', () => {
	const mlc = { path: 'mlc/params_shard_0.bin', bytes: 7000, sha256: '' };
	const onnx = { path: 'onnx/model.onnx', bytes: 8000, sha256: '' };
	const config = { path: 'config.json', bytes: 10, sha256: '' };
	expect(loadBytesOf({ files: [config, mlc] })).toBe(7010);
	expect(loadBytesOf({ files: [config, mlc, onnx] })).toBe(8010);
});

test('the address decides who is chosen, then the open project, then what is newest', () => {
	const chosen = (student: string | null, run: string | null, project?: ProjectId) => {
		const subject = chosenSubject({ student, run, project }, groups, shipped);
		return [subject?.made?.run.id, subject?.name];
	};
	expect(chosen('run1/student/-1', null)).toEqual([RUN, 'base']);
	expect(chosen('shipped/practice-student', null)).toEqual([undefined, 'Practice student']);
	expect(chosen('gone', RUN)).toEqual([RUN, 'student-0']);
	expect(chosen(null, null, PROJECT)).toEqual([RUN, 'student-0']);
	expect(chosen(null, null)).toEqual([LATER, 'student-0']);
	expect(chosenSubject({ student: null, run: null, project: undefined }, [], shipped)?.name).toBe(
		'Practice student',
	);
});

test('starters are tasks that the practice world can read back, and another round has others', () => {
	const first = starters(0);
	expect(first.map(({ text }) => readTask(text)?.skill)).toEqual(first.map(({ skill }) => skill));
	expect(starters(0)).toEqual(first);
	expect(starters(1).map(({ text }) => text)).not.toEqual(first.map(({ text }) => text));
});
