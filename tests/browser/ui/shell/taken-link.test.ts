import { expect, test } from 'vitest';
import { hearLinks } from '../../../../src/ui/taken-link.ts';
import type { PairingReading } from '../../../../src/ui/state/pairing-link.ts';

const encoded = (token: string) => btoa(JSON.stringify({ url: 'http://127.0.0.1:4748', token }));
const link = (token: string): PairingReading => ({
	kind: 'link',
	link: { url: 'http://127.0.0.1:4748', token },
});

test('a link pasted into an open tab is taken each time, and leaves the bar; other fragments stay', async () => {
	const heard: PairingReading[] = [];
	hearLinks((reading) => heard.push(reading));
	location.hash = `#link=${encoded('one')}`;
	await expect.poll(() => heard).toEqual([link('one')]);
	expect(location.hash).toBe('');
	location.hash = '#trainer';
	location.hash = `#link=${encoded('one')}`;
	await expect.poll(() => heard).toEqual([link('one'), link('one')]);
	expect(location.href).not.toContain('#');
	location.hash = '#trainer';
	location.hash = '#link=AAAA';
	await expect.poll(() => heard.length).toBe(3);
	expect(heard.at(-1)).toMatchObject({ kind: 'refused' });
	history.back();
	await expect.poll(() => location.hash).toBe('#trainer');
	expect(heard).toHaveLength(3);
});
