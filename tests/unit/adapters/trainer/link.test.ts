import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { Link } from '../../../../src/adapters/trainer/link.ts';

const signal = new AbortController().signal;

test('a call to another origin is never sent', async () => {
	const link = new Link({ url: 'http://127.0.0.1:4748/ignored?path', token: 'rt-secret' });
	expect(link.origin).toBe('http://127.0.0.1:4748');
	for (const url of ['http://127.0.0.1:4749/v1', 'https://127.0.0.1:4748/v1', 'http://evil.test/'])
		await expect(
			(async () => {
				await link.fetch(url);
			})(),
		).rejects.toMatchObject({ code: 'trainer/bad-address' });
});

test('a redirect is not followed: it would carry the token away', async () => {
	const tokens: (string | undefined)[] = [];
	const server = createServer((request, response) => {
		tokens.push(request.headers.authorization);
		response.writeHead(307, { location: '/elsewhere' }).end();
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const link = new Link({ url: `http://127.0.0.1:${port}`, token: 'rt-secret' });
	await expect(link.call('/v1/trainer', { signal })).rejects.toMatchObject({
		code: 'trainer/unreachable',
	});
	expect(tokens).toEqual(['Bearer rt-secret']);
	server.close();
});

test.each(['', 'localhost:4748', 'file:///etc/passwd', 'javascript:alert(1)'])(
	'%j is no address of a trainer',
	(url) => {
		expect(() => new Link({ url, token: '' })).toThrow('expected an address such as');
	},
);
