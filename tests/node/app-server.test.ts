import { renameSync, symlinkSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { somePort, StartProject, WITHOUT_PYTHON } from './start-project.ts';

const project = new StartProject();
let port: number;

beforeAll(async () => {
	port = await somePort();
	const start = project.start(['--port', String(port)], WITHOUT_PYTHON);
	await start.line(/is ready/);
	project.write('dist/models/practice-student/model.onnx', '0123456789');
	project.write('dist/sw.js', '// worker');
	project.write('dist/.vite/manifest.json', '{}');
	project.write('secret.txt', 'secret');
	symlinkSync(join(project.root, 'secret.txt'), join(project.root, 'dist/leak.txt'));
});
afterAll(async () => {
	await project.remove();
});

type Reply = { status: number; headers: IncomingMessage['headers']; body: string };

/** The path goes out as it is: fetch would tidy it first. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Reply> {
	return new Promise((resolve, reject) => {
		const sent = request({ host: '127.0.0.1', port, path, headers, method }, (response) => {
			let body = '';
			response.on('data', (chunk) => (body += String(chunk)));
			response.on('end', () => {
				resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
			});
		});
		sent.on('error', reject);
		sent.end();
	});
}

it.each([
	['/', 'text/html; charset=utf-8', 'no-cache'],
	['/assets/app-1.js', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
	['/models/practice-student/model.onnx', 'application/octet-stream', 'no-cache'],
	['/sw.js', 'text/javascript; charset=utf-8', 'no-cache'],
])('serves %s isolated, as %s, kept %s', async (path, type, cache) => {
	const { status, headers } = await ask(path);
	expect(status).toBe(200);
	expect(headers).toMatchObject({
		'content-type': type,
		'cache-control': cache,
		'cross-origin-opener-policy': 'same-origin',
		'cross-origin-embedder-policy': 'require-corp',
		'cross-origin-resource-policy': 'same-origin',
		'x-content-type-options': 'nosniff',
		'content-security-policy': expect.stringContaining(
			"default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';",
		) as string,
	});
});

it.each(['/projects/p1/pools', '/evaluate?run=3', '/projects/v1.2'])(
	'answers the page %s with the app',
	async (path) => {
		expect(await ask(path)).toMatchObject({
			status: 200,
			body: expect.stringContaining('Retort') as string,
		});
	},
);

it.each([
	'/models/other/model.onnx',
	'/models/practice-student',
	'/engines/missing.wasm',
	'/assets/app-2.js',
	'/favicon.ico',
	'/.vite/manifest.json',
	'/../secret.txt',
	'/..%2fsecret.txt',
	'/%2e%2e/secret.txt',
	'/leak.txt',
	'/assets/..%5c..%5csecret.txt',
])('has nothing at %s', async (path) => {
	const reply = await ask(path);
	expect(reply).toMatchObject({ status: 404, body: 'There is no such file.\n' });
});

it.each(['/%', '/%00', '/%e0%a4%a'])('refuses %s, which is no address', async (path) => {
	expect(await ask(path)).toMatchObject({ status: 400 });
});

it.each([
	['bytes=2-4', 206, 'bytes 2-4/10', '234'],
	['bytes=7-', 206, 'bytes 7-9/10', '789'],
	['bytes=-3', 206, 'bytes 7-9/10', '789'],
	['bytes=5-99', 206, 'bytes 5-9/10', '56789'],
	['bytes=10-', 416, 'bytes */10', 'The file has no such part.\n'],
	['bytes=0-1,3-4', 200, undefined, '0123456789'],
])('answers the range %s with %i', async (range, status, contentRange, body) => {
	const reply = await ask('/models/practice-student/model.onnx', { Range: range });
	expect({ ...reply, headers: reply.headers['content-range'] }).toEqual({
		status,
		headers: contentRange,
		body,
	});
});

it('sends nothing again that the browser has', async () => {
	const first = await ask('/');
	const again = await ask('/', { 'If-None-Match': String(first.headers.etag) });
	expect(again).toMatchObject({ status: 304, body: '' });
	project.write('dist/index.html', '<!doctype html><title>Retort, built again</title>');
	expect(await ask('/', { 'If-None-Match': String(first.headers.etag) })).toMatchObject({
		status: 200,
	});
});

it('answers HEAD without a body, and no method that changes anything', async () => {
	const head = await ask('/models/practice-student/model.onnx', {}, 'HEAD');
	expect(head).toMatchObject({ status: 200, body: '', headers: { 'content-length': '10' } });
	for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])
		expect(await ask('/', {}, method)).toMatchObject({
			status: 405,
			headers: { allow: 'GET, HEAD' },
		});
});

it('keeps /retort.json out of caches', async () => {
	expect(await ask('/retort.json')).toMatchObject({ headers: { 'cache-control': 'no-store' } });
});

it.each(['dist', 'dist/index.html'])(
	'lives on without %s, and says that it is not complete',
	async (path) => {
		const place = join(project.root, path);
		renameSync(place, `${place}.away`);
		expect(await ask('/')).toMatchObject({
			status: 503,
			headers: { 'cache-control': 'no-store' },
			body: 'The app is not complete just now. Try again in a few seconds.\n',
		});
		expect(await ask('/retort.json')).toMatchObject({ status: 200 });
		renameSync(`${place}.away`, place);
		expect(await ask('/')).toMatchObject({ status: 200 });
	},
);
