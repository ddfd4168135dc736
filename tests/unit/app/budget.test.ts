import { expect, test } from 'vitest';
import { type Caps, NO_CAPS } from '../../../src/core/budget.ts';
import { caught, question, workshop } from '../../fakes/asking.ts';
import { replyOf } from '../../fakes/scripted-teacher.ts';

const signal = new AbortController().signal;
const caps = (fields: Partial<Caps>) => ({ caps: { ...NO_CAPS, ...fields } });

test('no call goes out that could exceed the cap on calls, those in flight counted', async () => {
	const { asking, teacher } = workshop(
		async () => {
			await new Promise((resolve) => setImmediate(resolve));
			return replyOf('ok');
		},
		caps({ calls: 5 }),
	);
	const texts = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
	const thrown = await Promise.all(texts.map((text) => caught(asking.ask(question(text), signal))));
	expect(thrown.filter((one) => one !== undefined)).toMatchObject([
		{ code: 'run/budget-calls' },
		{ code: 'run/budget-calls' },
	]);
	expect(teacher.asked).toHaveLength(5);
	expect(asking.totals.calls.teacher).toBe(5);
});

test('a call that would fit once others have settled waits for them instead of pausing the run', async () => {
	// Each may take 6 + 8 tokens and takes 8: a second one fits only when the first has settled.
	const reply = () => replyOf('ok', { promptTokens: 5, completionTokens: 3 });
	const { asking, teacher } = workshop(reply, caps({ tokens: 30 }));
	await Promise.all(['a', 'b', 'c'].map((text) => asking.ask(question(text), signal)));
	expect(teacher.mostInFlight).toBe(2);
	expect(await caught(asking.ask(question('d'), signal))).toMatchObject({
		code: 'run/budget-tokens',
	});
	expect(asking.totals).toMatchObject({ promptTokens: 15, completionTokens: 9 });
});

test('with a higher cap the run goes on, with what it has spent', async () => {
	const { asking, again, teacher } = workshop(undefined, caps({ calls: 1 }));
	await asking.ask(question('a'), signal);
	expect(await caught(asking.ask(question('b'), signal))).toMatchObject({
		code: 'run/budget-calls',
	});
	const raised = again(caps({ calls: 2 }));
	await raised.restore();
	await raised.ask(question('a'), signal);
	await raised.ask(question('b'), signal);
	expect(await caught(raised.ask(question('c'), signal))).toMatchObject({
		code: 'run/budget-calls',
	});
	expect(teacher.asked).toHaveLength(2);
});

test('a cap on money can’t be kept without prices, and then nothing is sent at all', async () => {
	const { asking, teacher, ledger } = workshop(undefined, {
		...caps({ nanoUsd: 1e9 }),
		prices: null,
	});
	expect(await caught(asking.ask(question('a'), signal))).toMatchObject({
		code: 'run/budget-unknown',
	});
	expect([teacher.asked, ledger.history]).toEqual([[], []]);
});

test('the cap on money counts the longest reply of a call that is out', async () => {
	// 6 × 2 + 8 × 10 dollars a million: 92,000 at most each, 70,000 in the end.
	const { asking, teacher } = workshop(undefined, caps({ nanoUsd: 165_000 }));
	await Promise.all(['a', 'b'].map((text) => asking.ask(question(text), signal)));
	expect(teacher.mostInFlight).toBe(1);
	expect(asking.totals.costNanoUsd).toBe(140_000);
	expect(await caught(asking.ask(question('c'), signal))).toMatchObject({
		code: 'run/budget-money',
	});
});

test('a cap that is raised while the run is under way lets waiting calls out at once', async () => {
	let letGo: () => void = () => undefined;
	const gate = new Promise<void>((resolve) => (letGo = resolve));
	const reply = async () => {
		await gate;
		return replyOf('ok', { promptTokens: 5, completionTokens: 3 });
	};
	const { asking, teacher } = workshop(reply, caps({ tokens: 15 }));
	const both = Promise.all(['a', 'b'].map((text) => asking.ask(question(text), signal)));
	await expect
		.poll(() => asking.budget.inFlight)
		.toEqual({
			...{ calls: 1, tokens: 13, nanoUsd: 90_000 },
		});
	asking.changeCaps({ ...NO_CAPS, tokens: 30 });
	await expect.poll(() => teacher.mostInFlight).toBe(2);
	letGo();
	await both;
	expect(asking.budget).toEqual({
		spent: { calls: 2, tokens: 16, nanoUsd: 80_000 },
		inFlight: { calls: 0, tokens: 0, nanoUsd: 0 },
	});
});
