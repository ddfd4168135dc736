import { afterEach, describe, expect, test } from 'vitest';
import { HOSTILE, KINDS } from '../../fixtures/hostile/corpus.ts';
import type { HostileKind } from '../../fixtures/hostile/hostile-kind.ts';
import { suspectsIn } from './harms.ts';
import { harmsToPrograms } from './naive-readers.ts';
import { rawPage, type RawPage } from './raw-page.ts';

let open: RawPage | undefined;
afterEach(() => open?.close());

const ofPrograms = ['is expanded', 'is miscounted', 'speaks', 'computes'];
const onPages = KINDS.filter(({ harm }) => !ofPrograms.includes(harm));
const inPrograms = KINDS.filter(({ harm }) => ofPrograms.includes(harm));
const controlOf = ({ texts: [control = ''] }: HostileKind) => control;

test('the corpus holds 200 texts or more of 26 kinds or more, each once', () => {
	expect(HOSTILE.length).toBeGreaterThanOrEqual(200);
	expect(KINDS.length).toBeGreaterThanOrEqual(26);
	expect(new Set(HOSTILE.map(({ text }) => text)).size).toBe(HOSTILE.length);
	expect(new Set(KINDS.map(({ name }) => name)).size).toBe(KINDS.length);
});

describe('in a page that trusts it', () => {
	test.each(onPages)('the control of $name fires: it $harm', async (kind) => {
		const raw = rawPage(kind, controlOf(kind));
		open = raw;
		await expect.poll(() => raw.harms()).toContain(kind.harm);
	});

	test('a plain text does no harm at all', () => {
		const raw = rawPage({ name: '', harm: 'runs', as: 'html', texts: [] }, 'Two cups of tea.');
		open = raw;
		expect(raw.harms()).toEqual([]);
		expect(suspectsIn(document.body).filter((one) => !one.startsWith('IFRAME'))).toEqual([]);
	});

	test('an override turns the words that follow it', () => {
		const line = document.createElement('p');
		line.innerHTML = '<i>photo\u202egnp.exe</i><b>A</b><b>B</b>';
		document.body.append(line);
		const [first, second] = [...line.querySelectorAll('b')].map((b) => b.getBoundingClientRect());
		expect(first?.left).toBeGreaterThan(second?.left ?? 0);
		line.remove();
	});
});

test.each(inPrograms)('the control of $name fires in a program that trusts it', (kind) => {
	expect(harmsToPrograms(controlOf(kind))).toContain(kind.harm);
});
