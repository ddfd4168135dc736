import { beforeEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../../src/ui/base.css';
import type { ExamProgress } from '../../../../src/core/exam/exam.ts';
import { NOT_BEGUN } from '../../../../src/core/exam/plan.ts';
import type { ExamId } from '../../../../src/core/id.ts';
import Exam from '../../../../src/ui/pages/exams/Exam.svelte';
import ExamsPage from '../../../../src/ui/pages/exams/ExamsPage.svelte';
import App from '../../../../src/ui/App.svelte';
import { give, type World } from '../../../../src/ui/world.ts';
import { EXAM, examRow, examStudent, examTask, sideBySide } from '../../../fakes/exam-rows.ts';
import { LiveCell } from '../../../fakes/live-cell.ts';
import { ShellWorld } from '../../../fakes/shell-world.ts';

const PACE = {
	...{ answersPerMinute: 60, tokensPerSecond: 7.25 },
	...{ meanVariance: 0, answerVariance: 0, degreesOfFreedom: 2 },
};
const LOADED = { engine: 'transformers.js', device: 'wasm', note: null, loadMs: 1500 } as const;
let world: ShellWorld;
beforeEach(async () => {
	world = new ShellWorld();
	const texts = [
		['4', '4'],
		['5', '6'],
		['4', null],
		[null, null],
	] as const;
	world.exams.rows = texts.map((said, order) =>
		sideBySide(examTask(order, { reference: order < 2 ? '4' : null }), said),
	);
	world.exams.exams.set([examRow()]);
	world.exams.progress.set({
		...{ schema: 1, examId: EXAM, at: Date.now() },
		students: {
			s1: { ...NOT_BEGUN, step: 'answering', answered: 3, loaded: LOADED, pace: PACE },
			s2: { ...NOT_BEGUN, answered: 2 },
		},
	});
	await page.viewport(1280, 900);
});

async function open() {
	give(world.asWorld());
	await render(Exam, { id: EXAM });
}
const rowsShown = () =>
	page
		.getByRole('row')
		.elements()
		.slice(1)
		.map((row) => row.querySelector('td')?.textContent);

describe('the page of an exam', () => {
	test('says what is measured, and that the rest is unknown', async () => {
		await open();
		await expect
			.element(page.getByRole('heading', { level: 1 }))
			.toHaveTextContent('My exam: 5 of 8 answers.');
		const main = page.getByText(/left by the speed measured/);
		await expect
			.element(main)
			.toHaveTextContent(
				'About 1 s left by the speed measured, and for the rest unknown: 1 student has not been measured here yet.',
			);
		await expect.element(page.getByText('60 answers a minute, 7.3 tokens a second')).toBeVisible();
		await expect.element(page.getByText(/^Loaded in 1.5/)).toBeVisible();
	});

	test('says of nobody that it is answering, and gives no time left, once nobody has told so for a while', async () => {
		const before = world.exams.progress.value;
		if (before === undefined) throw new Error('expected a snapshot');
		// As when the tab that carries it out has just been closed: no other snapshot comes.
		world.exams.progress.set({ ...before, at: Date.now() - 8000 });
		await open();
		const first = page.getByRole('listitem').first();
		await expect.element(first).toHaveTextContent('answering');
		await expect.element(page.getByText('under way')).toBeVisible();
		await expect.element(first).toHaveTextContent('waiting');
		await expect.element(page.getByText('waits for its turn')).toBeVisible();
		await expect.element(page.getByText(/^Nobody is at it at this moment/)).toBeVisible();
		expect(page.getByText(/ left/).elements()).toEqual([]);
	});

	test('waits for the exam that is carried out before it, and gives no time left meanwhile', async () => {
		const before = examRow({ id: 'before' as ExamId, name: 'Other exam' });
		const progress = { schema: 1, examId: before.id, students: {}, at: Date.now() + 1 } as const;
		world.exams.progressBy.set(before.id, new LiveCell<ExamProgress | undefined>(progress));
		world.exams.exams.set([before, examRow()]);
		await open();
		await expect
			.element(page.getByRole('status').first())
			.toHaveTextContent('waits for its turn It waits for the exam Other exam: one is carried out');
		expect(page.getByText(/ left/).elements()).toEqual([]);
		await expect.element(page.getByRole('listitem').first()).toHaveTextContent('waiting');
		await render(ExamsPage);
		await expect
			.element(page.getByRole('row', { name: 'My exam' }))
			.toHaveTextContent('waits for its turn for the exam Other exam');
		await expect
			.element(page.getByRole('row', { name: /^Other exam/ }))
			.toHaveTextContent('under way');
	});

	test('gives the share of exact answers with its interval, of those that can be compared', async () => {
		await open();
		const first = page.getByRole('listitem').first();
		await expect.element(first).toHaveTextContent('50.0 %, 9.5–90.5');
		await expect.element(first).toHaveTextContent('exact, 1 of 2');
	});

	test('shows rows that differ alone, or before the others, and finds texts', async () => {
		await open();
		await expect.poll(rowsShown).toEqual(['1', '2', '3', '4']);
		await page.getByText('Differing ones first').click();
		await expect.poll(rowsShown).toEqual(['2', '1', '3', '4']);
		await page.getByText('differing 1').click();
		await expect.poll(rowsShown).toEqual(['2']);
		await page.getByText('all 4').click();
		await page.getByRole('searchbox').fill('task 3');
		await expect.poll(rowsShown).toEqual(['4']);
	});

	test('pauses, skips and reorders by keyboard', async () => {
		await open();
		const pause = page.getByRole('button', { name: 'Pause' });
		(pause.element() as HTMLElement).focus();
		await userEvent.keyboard('{Enter}');
		await page.getByRole('button', { name: 'Ask student s2 earlier' }).click();
		await page.getByRole('button', { name: 'Skip student s1' }).click();
		expect(world.exams.told).toEqual(['pause', 'move s2 by -1', 'skip s1']);
	});

	test('says in its title, in the list and in the table that a student could not answer', async () => {
		const trouble = { code: 'student/file-missing', message: 'no folder x' };
		const students = [examStudent('s1'), examStudent('s2', { trouble })];
		world.exams.exams.set([examRow({ students, state: { kind: 'finished', at: 1 } })]);
		world.exams.progress.set({
			...{ schema: 1, examId: EXAM, at: 1 },
			students: { s1: { ...NOT_BEGUN, answered: 4 } },
		});
		world.exams.rows = Array.from({ length: 4 }, (_, order) =>
			sideBySide(examTask(order), ['4', null]),
		);
		await open();
		await expect
			.element(page.getByRole('heading', { level: 1 }))
			.toHaveTextContent('My exam: 4 of 8 answers, finished; 1 student could not answer.');
		await expect
			.element(page.getByRole('group', { name: 'Answers side by side' }))
			.toHaveTextContent('could not answer');
		expect(page.getByText('not asked yet').elements()).toEqual([]);
		await render(ExamsPage);
		const row = page.getByRole('row', { name: 'My exam' });
		await expect.element(row).toHaveTextContent('1 student could not answer');
		await expect.element(row).toHaveTextContent('4 of 8');
	});

	test('offers to try again what failed, once it rests, and names it', async () => {
		const trouble = { code: 'student/file-missing', message: 'no folder x' };
		const students = [examStudent('s1', { trouble }), examStudent('s2')];
		world.exams.exams.set([examRow({ students, state: { kind: 'finished', at: 1 } })]);
		world.exams.progress.set({
			...{ schema: 1, examId: EXAM, at: 1 },
			students: { s2: { ...NOT_BEGUN, answered: 3, failed: 1 } },
		});
		await open();
		await expect
			.element(page.getByText('student s1 could not answer: student/file-missing'))
			.toBeVisible();
		await page.getByRole('button', { name: 'Retry failed: 1 instruction and 1 student' }).click();
		expect(world.exams.told).toEqual(['retry failed']);
	});

	test('says that an exam is not there, and asks before one is deleted', async () => {
		await open();
		await page.getByRole('button', { name: 'Delete…' }).click();
		expect(world.exams.told).toEqual([]);
		await page.getByRole('button', { name: 'Delete', exact: true }).click();
		expect(world.exams.told).toEqual(['delete']);
		world.exams.exams.set([]);
		await expect.element(page.getByText('There is no such exam in this browser')).toBeVisible();
	});
});

test('what was asked for on an exam’s page holds on every page: the screen is kept awake, the end is told', async () => {
	const told: string[] = [];
	world.settings.set('exams/notify', 'on');
	world.settings.set('exams/keep-awake', 'on');
	const alerts: World['alerts'] = {
		canNotify: true,
		ask: () => Promise.resolve(true),
		notify: (title, body) => {
			told.push(`${title}: ${body}`);
		},
		keepAwake: (on) => {
			told.push(on ? 'awake' : 'may sleep');
			return Promise.resolve();
		},
	};
	give({ ...world.asWorld(), alerts });
	await render(App);
	await expect.poll(() => told).toEqual(['awake']);
	const trouble = { code: 'student/load-failed', message: '' };
	const students = [examStudent('s1'), examStudent('s2', { trouble })];
	world.exams.exams.set([examRow({ students, state: { kind: 'finished', at: 1 } })]);
	expect(told.slice(1)).toEqual([
		'may sleep',
		'My exam: The exam is finished; 1 of its students could not answer.',
	]);
});
