import { expect, test } from 'vitest';
import { checked, isLoopback, readPairing } from '../../../../src/ui/state/pairing-link.ts';

const fragment = (value: unknown) =>
	`#link=${Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')}`;

test('a link of this machine is read, its address cut to the origin', () => {
	expect(readPairing(fragment({ url: 'http://127.0.0.1:4748/v1', token: 'tökén' }))).toEqual({
		kind: 'link',
		link: { url: 'http://127.0.0.1:4748', token: 'tökén' },
	});
});

test('an address without a link carries none', () => {
	expect([readPairing(''), readPairing('#storage')]).toEqual([{ kind: 'none' }, { kind: 'none' }]);
});

test.each([
	['no JSON', 'hello'],
	['no object', '7'],
	['null', 'null'],
	['no token', { url: 'http://127.0.0.1:4748' }],
	['an empty token', { url: 'http://127.0.0.1:4748', token: '' }],
	['an address that is no text', { url: 5, token: 't' }],
])('a link with %s is refused', (_, value) => {
	expect(readPairing(fragment(value)).kind).toBe('refused');
});

test('a link that is no base64 is refused', () => {
	expect(readPairing('#link=%%%').kind).toBe('refused');
});

test.each([
	'http://gpu.example:4748',
	'http://127.0.0.1.evil.example',
	'http://localhost.evil.example',
	'ftp://127.0.0.1',
	'javascript:alert(1)',
	'not an address',
])('%s may not be linked', (url) => {
	expect(checked(url, 't').kind).toBe('refused');
});

test.each(['https://gpu.example', 'http://localhost:4748', 'http://[::1]:4748'])(
	'%s may be linked',
	(url) => {
		expect(checked(url, 't')).toEqual({ kind: 'link', link: { url, token: 't' } });
	},
);

test('an address with a name and password is cut to its origin', () => {
	expect(checked('https://me:secret@gpu.example/x?y#z', 't')).toEqual({
		kind: 'link',
		link: { url: 'https://gpu.example', token: 't' },
	});
});

test('this machine is told by exact name', () => {
	expect(
		['http://localhost:1', 'http://127.0.0.1', 'http://10.0.0.1', 'https://localhost.example'].map(
			isLoopback,
		),
	).toEqual([true, true, false, false]);
});
