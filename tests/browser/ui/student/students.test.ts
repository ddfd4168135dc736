import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { AppError } from '../../../../src/core/error.ts';
import type { JobId } from '../../../../src/core/id.ts';
import Students from '../../../../src/ui/pages/student/Students.svelte';
import { give } from '../../../../src/ui/world.ts';
import { FakeTrainer } from '../../../fakes/fake-trainer.ts';
import { scoreRow } from '../../../fakes/loop-scene.ts';
import { MemoryStudentFiles } from '../../../fakes/memory-student-files.ts';
import { plainTeacher } from '../../../fakes/memory-teachers.ts';
import { projectRow, PROJECT, RUN, studentRow } from '../../../fakes/rows.ts';
import { FILES, StudentWorld } from '../../../fakes/student-world.ts';

function worldWithStudents(): StudentWorld {
	const world = new StudentWorld();
	const passed = { passed: true as const, cases: 8, device: 'wasm' as const };
	world.students.set([
		studentRow(-1, { selfTest: passed }),
		studentRow(0, {
			files: FILES,
			source: { kind: 'stored', folder: 's0' },
			selfTest: { passed: false, code: 'student/self-test-failed', because: 'Token 3 differs.' },
		}),
	]);
	world.scoresOf(RUN).set([scoreRow(0, 57.4)]);
	return world;
}

async function open(world: StudentWorld, student: string | null = null) {
	await page.viewport(1280, 900);
	give(world.asWorld());
	const chosen: string[] = [];
	const screen = await render(Students, {
		student,
		run: null,
		onchoose: (id: string) => chosen.push(id),
	});
	await expect.element(page.getByText('in use')).toBeVisible();
	return { screen, chosen };
}
const finding = () => page.getByRole('heading', { level: 1 });
const button = (name: string | RegExp) =>
	page.getByRole('button', { name, exact: typeof name === 'string' });
const log = () => page.getByRole('log');

describe('the catalogue', () => {
	test('says of each student where it lies, how large it is, whether it proved itself, its score', async () => {
		await open(worldWithStudents());
		const row = page.getByRole('row', { name: /student-0/ });
		for (const words of ['stored in this browser', '4.9 MB', 'refused', 'Token 3 differs.', '57.4'])
			await expect.element(row).toHaveTextContent(words);
		await expect
			.element(page.getByRole('row', { name: /^base/ }))
			.toHaveTextContent('passed 8 cases, transformers.js on WASM');
	});

	test('another student is loaded with one click, and the address says which', async () => {
		const world = worldWithStudents();
		const { chosen } = await open(world);
		await button('Use Practice student').click();
		expect(chosen).toEqual(['shipped/practice-student']);
		expect(world.engine.told).toEqual(['load stored s0', 'load shipped practice-student']);
	});

	test('a student is downloaded with all its files', async () => {
		const world = worldWithStudents();
		await world.files.write('s0', 'config.json', new Blob(['{}']));
		await open(world);
		await button(/Download student-0/).click();
		await expect.poll(() => world.told).toEqual(['pack stored 3 files']);
	});

	test('without any run the shipped student is there to talk to', async () => {
		const world = new StudentWorld();
		world.projects.set([]);
		world.runs.set([]);
		await open(world);
		await expect.element(finding()).toHaveTextContent('Practice student runs in this tab');
	});
});

test('another engine for the chat is kept, and answers at once; one for runs is kept', async () => {
	const world = worldWithStudents();
	await open(world);
	await page.getByLabelText('Runs answer with').selectOptions('web-llm on WebGPU');
	await expect.poll(() => [...world.settings]).toEqual([['engine-pools', 'web-llm']]);
	expect(world.engine.told).toEqual(['load stored s0']);
	await page.getByLabelText('Chat answers with').selectOptions('transformers.js on WebGPU');
	await expect.poll(() => world.engine.told).toEqual(['load stored s0', 'load stored s0']);
	expect(world.settings.get('engine-chat')).toBe('transformers-webgpu');
	await expect.element(page.getByText('by WebAssembly with transformers.js')).toBeVisible();
});

describe('the chat', () => {
	test('a task of the practice world is asked of both, and what differs is underlined', async () => {
		await open(worldWithStudents());
		await expect
			.element(page.getByText('The practice teacher is a program, not a language model.'))
			.toBeVisible();
		const starter = page.getByRole('list').getByRole('button').first();
		const task = starter.element().textContent;
		await starter.click();
		await expect.element(log()).toHaveTextContent(task);
		await expect.element(log().getByText('plum')).toBeVisible();
		await expect
			.poll(() => log().element().querySelector('ins')?.textContent ?? '')
			.toContain('plum');
		await expect.element(log()).toHaveTextContent(/2 tokens, first after/);
	});

	test('Enter asks, and markup in a reply stays text', async () => {
		const world = worldWithStudents();
		await open(world);
		await page.getByRole('textbox', { name: 'Instruction' }).fill('<b>bold</b>');
		await userEvent.keyboard('{Enter}');
		await expect.element(log()).toHaveTextContent('<b>bold</b>');
		expect(log().element().querySelector('b')).toBeNull();
		expect(world.engine.heard).toEqual([[{ role: 'user', content: '<b>bold</b>' }]]);
	});

	test('Stop ends the reply; what came of it stays', async () => {
		const world = worldWithStudents();
		await open(world);
		world.engine.gate = new Promise(() => undefined);
		await page.getByRole('textbox', { name: 'Instruction' }).fill('say something');
		await button('Ask').click();
		await button('Stop').click();
		await expect.element(log()).toHaveTextContent('Stopped by you.');
		await expect.element(button('Stop')).toBeDisabled();
	});

	test('temperature and length reach the student; a practice student has no system prompt', async () => {
		const world = worldWithStudents();
		await open(world);
		await button('Change').click();
		await page.getByLabelText('Temperature').fill('0.5');
		await page.getByLabelText('At most').fill('9');
		expect(page.getByLabelText('System prompt').query()).toBeNull();
		await page.getByRole('list').getByRole('button').first().click();
		await expect.poll(() => world.engine.told).toContain('chat 0.5 9');
	});

	test('a teacher whose key is gone asks for it in place; until then only the student answers', async () => {
		const world = worldWithStudents();
		world.projects.set([projectRow(PROJECT, { kind: 'own', teacher: plainTeacher() })]);
		await open(world);
		await expect.element(page.getByText('goes to https://api.acme.example/v1 too')).toBeVisible();
		await page.getByLabelText('Key of the teacher').fill('sk-1');
		await button('Give key and go on').click();
		expect(world.told).toEqual(['key https://api.acme.example sk-1']);
		await expect.element(page.getByPlaceholder('Ask both')).toBeVisible();
		expect(page.getByLabelText('Key of the teacher').query()).toBeNull();
	});

	test('a student that can’t be loaded is named in place, and can be loaded again', async () => {
		const world = worldWithStudents();
		world.engine.refusal = new AppError('student/corrupt-file', 'onnx/model.onnx is damaged.');
		give(world.asWorld());
		await render(Students, { student: null, run: null, onchoose: () => undefined });
		await expect.element(page.getByRole('alert')).toHaveTextContent('student/corrupt-file');
		await expect.element(page.getByRole('alert')).toHaveTextContent('onnx/model.onnx is damaged.');
		await button('Load it again').click();
		await expect.element(page.getByText('in use')).toBeVisible();
	});

	describe('with a student whose weights were deleted', () => {
		const withoutWeights = () => {
			const world = worldWithStudents();
			const [base, made] = world.students.value;
			if (base === undefined || made === undefined) throw new Error('expected two students');
			world.students.set([base, { ...made, jobId: 'job0' as JobId }]);
			world.engine.refusal = new AppError('student/file-missing', 'no folder s0');
			return world;
		};
		const show = async (world: StudentWorld) => {
			give(world.asWorld());
			await render(Students, { student: null, run: null, onchoose: () => undefined });
		};

		test('fetches them again from the trainer before it is used', async () => {
			const world = withoutWeights();
			const trainer = new FakeTrainer(new Map());
			const job = { model: 'base', rows: [], hyperparameters: {}, seed: 1, suffix: 'k0' };
			await trainer.order({ ...job, clientRequestId: 'job0' }, new AbortController().signal);
			world.trainer = trainer;
			let served: () => void = () => undefined;
			const gate = new Promise<void>((resolve) => (served = resolve));
			world.files = Object.assign(new MemoryStudentFiles(), {
				fetchInto: (_: string, from: { readonly url: string }, onBytes: (done: number) => void) => {
					world.told.push(`fetch ${from.url}`);
					onBytes(1_000_000);
					return gate;
				},
				readText: () =>
					Promise.resolve(
						'{"version":1,"eos_token_ids":[],"cases":[{"messages":[],"prompt_ids":[],"greedy_ids":[]}]}',
					),
			});
			await show(world);
			await expect.element(finding()).toHaveTextContent('fetched from the trainer once more');
			await expect.element(page.getByText('1.0 MB')).toBeVisible();
			served();
			await expect.element(page.getByText('in use')).toBeVisible();
			expect(world.told).toEqual(['fetch ft:job0']);
		});

		test('fetches them before it hands them out, without loading them', async () => {
			const world = withoutWeights();
			world.engine.refusal = undefined;
			const trainer = new FakeTrainer(new Map());
			const job = { model: 'base', rows: [], hyperparameters: {}, seed: 1, suffix: 'k0' };
			await trainer.order({ ...job, clientRequestId: 'job0' }, new AbortController().signal);
			world.trainer = trainer;
			world.files = Object.assign(new MemoryStudentFiles(), {
				fetchInto: (folder: string, from: { readonly url: string }) => {
					world.told.push(`fetch ${from.url} into ${folder}`);
					return Promise.resolve();
				},
			});
			await open(world);
			await button(/Download student-0/).click();
			await expect.poll(() => world.told).toEqual(['fetch ft:job0 into s0', 'pack stored 3 files']);
			world.trainer = undefined;
			await button(/Download student-0/).click();
			await expect.element(page.getByRole('alert')).toHaveTextContent('Link the trainer that made');
		});

		test('says to link the trainer when none is linked', async () => {
			await show(withoutWeights());
			await expect.element(page.getByRole('alert')).toHaveTextContent('trainer/not-linked');
			await expect.element(page.getByRole('alert')).toHaveTextContent('Link the trainer that made');
		});
	});

	test('leaving the page closes the engine', async () => {
		const world = worldWithStudents();
		const { screen } = await open(world);
		await screen.unmount();
		expect(world.engine.told.at(-1)).toBe('close');
	});
});
