import { beforeEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { AppError } from '../../../../src/core/error.ts';
import Students from '../../../../src/ui/pages/student/Students.svelte';
import { actions } from '../../../../src/ui/state/actions.svelte.ts';
import { Keyboard } from '../../../../src/ui/state/keyboard.ts';
import { give } from '../../../../src/ui/world.ts';
import { studentRow } from '../../../fakes/rows.ts';
import { FILES, StudentWorld } from '../../../fakes/student-world.ts';

let world: StudentWorld;
// As the frame around all pages does.
const keyboard = new Keyboard();
window.addEventListener('keydown', (event) => {
	const options = { hasSingleLetters: true, at: event.timeStamp };
	keyboard.actionFor(event, actions.all, options)?.run();
});
const button = (name: string | RegExp) => page.getByRole('button', { name });
const log = () => page.getByRole('log');
const field = () => page.getByRole('textbox', { name: 'Instruction' });
const blind = () => page.getByRole('switch', { name: /^Blind/ });

/** student-1, chosen, and the base, both small; the base says another word. */
async function open({ bytes = 4_000_000, memoryBytes = 8 * 2 ** 30 } = {}) {
	await page.viewport(1280, 900);
	world = new StudentWorld();
	world.device = { ...world.device, memoryBytes };
	const stored = (k: number) => ({ kind: 'stored' as const, folder: `s${String(k)}` });
	const files = [...FILES, { path: 'onnx/more.onnx', bytes, sha256: 'dd' }];
	world.students.set([
		studentRow(-1, { files }),
		studentRow(0, { files, source: stored(0) }),
		studentRow(1, { files, source: stored(1) }),
	]);
	world.second.word = 'pear';
	give(world.asWorld());
	const screen = await render(Students, {
		student: null,
		run: null,
		onchoose: () => undefined,
	});
	await expect.element(page.getByText('in use')).toBeVisible();
	return screen;
}
async function beside(name: string) {
	await page.getByLabelText('Beside it').selectOptions(name);
}
async function ask(text: string) {
	await field().fill(text);
	await userEvent.keyboard('{Enter}');
}

describe('two students side by side', () => {
	beforeEach(() => open());

	test('the checkpoint before is offered first, and answers from an engine of its own', async () => {
		const options = page.getByLabelText('Beside it').getByRole('option');
		expect(options.elements().map((option) => option.textContent)).toEqual([
			...['nobody', 'practice teacher', 'student-0', 'base', 'Practice student'],
		]);
		await beside('student-0');
		await expect.poll(() => world.second.told).toEqual(['load stored s0']);
		await ask('anything');
		await expect.element(log()).toHaveTextContent('half pear');
		await expect.element(log()).toHaveTextContent('half differs: plum');
		const marked = [...log().element().querySelectorAll('ins')].map((ins) => ins.textContent);
		expect(marked).toEqual(['differs: plum']);
		expect(world.engine.told).toEqual(['load stored s1', 'chat 0 28']);
	});

	test('they answer one after the other', async () => {
		await beside('base');
		world.second.gate = new Promise(() => undefined);
		await ask('anything');
		await expect.poll(() => world.second.heard.length).toBe(1);
		expect(world.engine.heard).toEqual([]);
		await button('Stop').click();
		await expect.element(log()).toHaveTextContent(/Stopped by you.*Stopped by you/);
	});

	test('the second one’s engine is closed when nobody stands beside any more', async () => {
		await beside('base');
		await expect.poll(() => world.second.told).toEqual(['load shipped practice-student']);
		await beside('nobody');
		await expect.poll(() => world.second.told.at(-1)).toBe('close');
		await ask('anything');
		await expect.element(log()).toHaveTextContent('half plum');
		expect(world.second.heard).toEqual([]);
	});

	test('another engine for the chat holds for both', async () => {
		await beside('student-0');
		await expect.poll(() => world.second.told).toEqual(['load stored s0']);
		await page.getByLabelText('Chat answers with').selectOptions('transformers.js on WebGPU');
		await expect.poll(() => world.engine.told).toEqual(['load stored s1', 'load stored s1']);
		await expect.poll(() => world.second.told).toEqual(['load stored s0', 'load stored s0']);
	});

	test('a second one that can’t be loaded is named, and can be loaded again', async () => {
		world.second.refusal = new AppError('student/corrupt-file', 'onnx/model.onnx is damaged.');
		await beside('student-0');
		await expect.element(page.getByRole('alert')).toHaveTextContent('student-0 could not be');
		await button('Load it again').click();
		await ask('anything');
		await expect.element(log()).toHaveTextContent('half pear');
	});

	test('top-p, stop texts and seed reach both', async () => {
		await beside('student-0');
		await button('Change').click();
		await page.getByLabelText('Top-p').fill('0.8');
		await page.getByLabelText('Seed').fill('40');
		await page.getByLabelText('Stop texts').fill('END\n\\n\\n');
		await ask('anything');
		await expect.element(log()).toHaveTextContent('half differs: plum');
		for (const { asked } of [world.engine, world.second])
			expect(asked).toMatchObject([{ topP: 0.8, seed: 40, stop: ['END', '\n\n'] }]);
		await expect.element(page.getByText('top-p 0.8, stops at 2 texts')).toBeVisible();
	});
});

test('two large students take turns on one engine', async () => {
	// Up to 50 MB a student is loaded at once, and a quarter of this memory is less than two of them need.
	await open({ bytes: 30_000_000, memoryBytes: 2 ** 30 });
	await beside('student-0');
	await expect.element(page.getByText('each is loaded anew for its turn')).toBeVisible();
	expect(world.engine.told).toEqual(['load stored s1']);
	await ask('anything');
	await expect
		.poll(() => world.engine.told)
		.toEqual(['load stored s1', 'load stored s0', 'chat 0 28', 'load stored s1', 'chat 0 28']);
	await expect.element(log()).toHaveTextContent(/half plum.*half plum.*Same words/);
	expect(world.second.told).toEqual([]);
});

test('in a blind comparison of two large students nobody sees which one is loaded for its turn', async () => {
	await open({ bytes: 30_000_000, memoryBytes: 2 ** 30 });
	await beside('student-0');
	await blind().click();
	const headline = page.getByRole('heading', { level: 1 }).element();
	const seen: string[] = [];
	const watching = new MutationObserver(() => seen.push(headline.textContent));
	watching.observe(headline, { childList: true, subtree: true, characterData: true });
	for (const question of ['first', 'second', 'third']) {
		await ask(question);
		await expect.element(button(/Tie/)).toBeVisible();
		await userEvent.keyboard('3');
	}
	watching.disconnect();
	expect(world.engine.told.filter((told) => told === 'load stored s1').length).toBeGreaterThan(1);
	expect(seen.join()).not.toContain('being loaded');
});

describe('a blind comparison', () => {
	beforeEach(async () => {
		await open();
		await beside('student-0');
		await blind().click();
	});
	const names = () => [...log().element().querySelectorAll('.name')].map((one) => one.textContent);

	test('hides who is who until the vote, which a key gives; then it is told and kept', async () => {
		await ask('first');
		await expect.element(button(/Left is better/)).toBeVisible();
		expect(names()).toEqual(['left', 'right']);
		expect(log().element().textContent).not.toMatch(/student-[01]|tokens/);
		await userEvent.keyboard('1');
		await expect.element(log()).toHaveTextContent(/You chose student-[01]\./);
		expect(new Set(names())).toEqual(new Set(['student-0', 'student-1']));
		await expect.element(field()).toHaveFocus();
		const [vote] = world.votes.cell.value;
		expect(vote).toMatchObject({
			...{ outcome: 'left', projectId: 'project1' },
			sampling: { temperature: 0, topP: 1, seed: 1, stop: [] },
		});
		const left = vote?.left.name === 'student-1' ? 'half plum' : 'half pear';
		expect(vote?.left).toMatchObject({
			...{ text: left, tokens: 2, ranOn: { engine: 'transformers.js', device: 'wasm' } },
			messages: [{ role: 'user', content: 'first' }],
		});
		expect([vote?.left.studentId, vote?.right.studentId].sort()).toEqual([
			...['run1/student/0', 'run1/student/1'],
		]);
		expect(names()[0]).toBe(vote?.left.name);
	});

	test('tells in the headline neither pace nor reply of one that nobody has voted on', async () => {
		const headline = page.getByRole('heading', { level: 1 });
		await ask('first');
		await expect.element(button(/Left is better/)).toBeVisible();
		await expect.element(headline).toHaveTextContent('runs in this tab,');
		await userEvent.keyboard('3');
		await expect.element(headline).toHaveTextContent(/runs in this tab at [\d,]+ tokens a second/);
	});

	test('shows neither reply before both are whole', async () => {
		let go: () => void = () => undefined;
		const gate = new Promise<void>((resolve) => (go = resolve));
		world.engine.gate = gate;
		world.second.gate = gate;
		await ask('first');
		await expect.element(log()).toHaveTextContent('Both are answering');
		expect(button(/Left is better/).query()).toBeNull();
		await userEvent.keyboard('1');
		expect(world.votes.cell.value).toEqual([]);
		go();
		await expect.element(button(/Left is better/)).toBeVisible();
		await expect.element(log()).toHaveTextContent('half plum');
	});

	test('is counted with its interval; the last vote can be taken back, all be forgotten', async () => {
		for (const [index, key] of ['3', '4', '3'].entries()) {
			await ask(`question ${String(index)}`);
			await expect.element(button(/Tie/)).toBeVisible();
			await userEvent.keyboard(key);
			await expect.poll(() => world.votes.cell.value.length).toBe(index + 1);
		}
		const tally = page.getByRole('region', { name: 'Blind votes' });
		await expect.element(tally).toHaveTextContent('0 won, 0 lost, 2 ties, 1 both bad');
		await expect.element(tally).toHaveTextContent('no vote has named a winner');
		await button('Undo the last vote').click();
		await expect.element(tally).toHaveTextContent('0 won, 0 lost, 1 tie, 1 both bad');
		// It may be given anew.
		await button(/Right is better/).click();
		await expect.element(tally).toHaveTextContent(/95 % interval/);
		await button('Forget these').click();
		await button('Forget 3 for good').click();
		await expect.poll(() => world.votes.cell.value).toEqual([]);
		expect(tally.query()).toBeNull();
	});

	test('that was stopped has no vote, and hides nothing', async () => {
		world.engine.gate = new Promise(() => undefined);
		await ask('first');
		await button('Stop').click();
		await expect.element(log()).toHaveTextContent('No vote: not both replies are whole.');
		expect(button(/Left is better/).query()).toBeNull();
	});

	test('whose vote can’t be kept says so, and asks again', async () => {
		await ask('first');
		await expect.element(button(/Tie/)).toBeVisible();
		world.votes.refusal = new AppError('storage/full', 'There is no room left.');
		await userEvent.keyboard('3');
		await expect.element(page.getByRole('alert')).toHaveTextContent('There is no room left.');
		await button(/Tie/).click();
		await expect.element(log()).toHaveTextContent('You said: a tie.');
	});
});
