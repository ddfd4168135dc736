import { expect, test } from 'vitest';
import type { ProjectId, RunId } from '../../../../../src/core/id.ts';
import { besideChoices, othersThan } from '../../../../../src/ui/pages/student/beside-choices.ts';
import { groupsOf, shippedSubject } from '../../../../../src/ui/pages/student/catalogue.ts';
import { projectRow, RUN, runRow, studentRow } from '../../../../fakes/rows.ts';

const LATER = 'run2' as RunId;
const OTHER = 'project2' as ProjectId;
const shipped = shippedSubject({
	...{ id: 'retort/practice-student', folder: 'practice-student', name: 'Practice student' },
	...{ licence: 'MIT', contextTokens: 512, files: [] },
});
const groups = groupsOf({
	projects: [projectRow(), projectRow(OTHER)],
	runs: [
		runRow(RUN, { createdAt: 1, name: 'Run 1' }),
		runRow(LATER, { createdAt: 2, projectId: OTHER, name: 'Run 2' }),
	],
	students: [
		...[-1, 0, 1, 2].map((iteration) => studentRow(iteration)),
		studentRow(0, { runId: LATER, projectId: OTHER }),
	],
	shipped: [shipped],
});
const all = { groups, others: [shipped] };
const subjectNamed = (name: string) =>
	groups[1]?.subjects.find((subject) => subject.name === name) ?? shipped;
const choicesOf = (name: string) =>
	besideChoices(subjectNamed(name), all, 'gpt').map(({ label }) => label);

test('the checkpoint before stands first among students, then the base, then all others', () => {
	const rest = ['student-0 of Run 2', 'Practice student'];
	expect(choicesOf('student-2')).toEqual([
		...['nobody', 'gpt', 'student-1', 'base', 'student-0'],
		...rest,
	]);
	expect(choicesOf('student-0')).toEqual([
		...['nobody', 'gpt', 'base', 'student-2', 'student-1'],
		...rest,
	]);
	expect(choicesOf('base').slice(2)).toEqual(['student-2', 'student-1', 'student-0', ...rest]);
});

test('a student of no run has all students of all runs to stand beside', () => {
	expect(othersThan(shipped, all).map(({ name }) => name)).toEqual([
		...['student-0', 'student-2', 'student-1', 'student-0', 'base'],
	]);
});
