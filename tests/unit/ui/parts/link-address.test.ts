import { expect, it } from 'vitest';
import { linkAddress, saysAddress } from '../../../../src/ui/parts/link-address.ts';

it.each([
	['https://example.org', 'example.org'],
	['http://example.org/a?b=c#d', 'http://example.org/a?b=c#d'],
	['HTTPS://Example.org:8443/', 'example.org:8443'],
	['https://аpple.example/', 'xn--pple-43d.example'],
	['https://example.org/%E2%80%AEcod.exe', 'example.org/%E2%80%AEcod.exe'],
	['https://example.org/\u202ecod.exe', 'example.org/%E2%80%AEcod.exe'],
	[`https://example.org/${'a'.repeat(99)}`, `example.org/${'a'.repeat(59)}…`],
	[`https://${'sub.'.repeat(40)}example.org/`, `${'sub.'.repeat(40)}example.org`],
])('of %s is shown %s', (href, shown) => {
	expect(linkAddress(href)).toBe(shown);
});

it.each([
	'javascript:alert(1)',
	' javascript:alert(1)',
	'java\nscript:alert(1)',
	'data:text/html,<script>alert(1)</script>',
	'vbscript:x',
	'blob:https://example.org/1',
	'file:///etc/passwd',
	'mailto:a@example.org',
	'//example.org',
	'/settings',
	'#link=AAAA',
	'',
	'https://',
	'https://bank.example@other.example/',
	'https://user:word@other.example/',
	'http://localhost:4747/#link=AAAA',
	'http://LOCALHOST.:4747/',
	'http://app.localhost/',
	'http://127.0.0.1:4748/',
	'http://0x7f.1/',
	'http://2130706433/',
	'http://[::1]:4747/',
	'http://[::ffff:127.0.0.1]/',
	'http://0.0.0.0/',
])('there is none for %j, which is no link', (href) => {
	expect(linkAddress(href)).toBeUndefined();
});

it('is not said twice where the words are the address, and said where they are another', () => {
	expect(saysAddress('https://example.org', 'https://example.org')).toBe(true);
	expect(saysAddress('https://bank.example', 'https://example.org')).toBe(false);
	expect(saysAddress('https://аpple.example/', 'https://аpple.example/')).toBe(false);
});
