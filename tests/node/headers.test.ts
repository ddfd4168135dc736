import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createServer, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appHandler, listenOnLoopback } from '../../scripts/app-server.mjs';
import { headersFor, policyElement } from '../../scripts/headers.mjs';

const ROOT = join(import.meta.dirname, '../..');
const FILES = ['index.html', 'sw.js', 'assets/app.js', 'engines/run-a.js', 'engines/student-a.js'];
const directives = (policy = '') =>
	new Map(policy.split('; ').map((one) => [one.slice(0, one.indexOf(' ')), one]));
const policyOf = (path: string, dev = false) =>
	directives(headersFor(path, { dev })['Content-Security-Policy']);

describe('the policy', () => {
	it('lets no script run but files of the app, and no eval but that of WASM', () => {
		const policy = policyOf('/');
		expect(policy.get('default-src')).toBe("default-src 'none'");
		expect(policy.get('script-src')).toBe("script-src 'self' 'wasm-unsafe-eval'");
		expect(policy.get('style-src')).toBe("style-src 'self'");
	});

	it.each([
		'/',
		'/student',
		'/engines/run-Bwoa3pQS.js',
		'/engines/exam-B1cZx0aQ.js',
		'/engines/models-3QzyPQ0R.js',
	])('lets %s speak to what is linked', (path) => {
		expect(policyOf(path).get('connect-src')).toBe(
			"connect-src 'self' https: http://localhost:* http://127.0.0.1:*",
		);
	});

	it.each([
		'/engines/student-CFrBA8Wh.js',
		'/engines/ort-wasm-simd-threaded.asyncify-DXIbolS2.mjs',
		'/engines/ort-wasm-simd-threaded-B2cXq0aZ.mjs',
		'/engines/some-later-worker.js',
		'/sw.js',
		'/workbox-5763ad75.js',
		'/former-build.js',
	])('lets %s speak to this server alone', (path) => {
		expect(policyOf(path).get('connect-src')).toBe("connect-src 'self'");
	});

	it('differs in development by styles that libraries put in and the socket that reloads', () => {
		const [built, dev] = [policyOf('/'), policyOf('/', true)];
		const differing = [...dev].filter(([name, value]) => built.get(name) !== value);
		expect(differing.map(([, value]) => value)).toEqual([
			"style-src 'self' 'unsafe-inline'",
			"connect-src 'self' https: http://localhost:* http://127.0.0.1:* ws://localhost:*",
		]);
	});

	it('stands in the page too, for hosts that send no headers', () => {
		const written = directives(/content="([^"]*)"/.exec(policyElement())?.[1]);
		const sent = policyOf('/');
		sent.delete('frame-ancestors');
		expect(written).toEqual(sent);
	});
});

describe('npm start and vite preview', () => {
	const dist = mkdtempSync(join(tmpdir(), 'retort-headers-'));
	const ends: (() => unknown)[] = [];
	const origins: string[] = [];
	beforeAll(async () => {
		for (const file of FILES) {
			mkdirSync(dirname(join(dist, file)), { recursive: true });
			writeFileSync(join(dist, file), 'content');
		}
		const started = await listenOnLoopback(
			appHandler(dist, () => ({})),
			0,
		);
		const previewed = await preview({
			root: ROOT,
			build: { outDir: dist },
			preview: { port: 0, host: '127.0.0.1' },
			logLevel: 'error',
		});
		ends.push(
			() => {
				started.close();
			},
			() => previewed.close(),
		);
		const address = previewed.httpServer.address();
		if (address === null || typeof address === 'string') throw new Error('no port');
		origins.push(`http://127.0.0.1:${started.port}`, `http://127.0.0.1:${address.port}`);
	});
	afterAll(async () => {
		for (const end of ends) await end();
		rmSync(dist, { recursive: true });
	});

	it.each(['/models/none/model.onnx', '/engines/none.js', '/assets/none.js'])(
		'have nothing at %s, where a page would be taken for it',
		async (path) => {
			for (const origin of origins) expect((await fetch(`${origin}${path}`)).status).toBe(404);
		},
	);

	it.each(FILES)('send the same headers with %s', async (file) => {
		const path = file === 'index.html' ? '/' : `/${file}`;
		for (const origin of origins) {
			const { headers } = await fetch(`${origin}${path}`);
			const sent = Object.keys(headersFor(path)).map((name) => [name, headers.get(name)]);
			expect(Object.fromEntries(sent)).toEqual(headersFor(path));
		}
	});
});

describe('vite in development', () => {
	it.each([
		'/',
		'/src/main.ts',
		'/workers/student/worker.ts?worker_file&type=module',
		'/models/practice-student/config.json',
	])('sends its headers with %s', async (path) => {
		const server = await createServer({
			root: ROOT,
			cacheDir: join(mkdtempSync(join(tmpdir(), 'retort-vite-')), 'cache'),
			server: { port: 0, host: '127.0.0.1', strictPort: false, watch: null },
			optimizeDeps: { noDiscovery: true, include: [] },
			logLevel: 'error',
		});
		await server.listen();
		const address = server.httpServer?.address();
		if (address === null || typeof address !== 'object') throw new Error('no port');
		const { status, headers } = await fetch(`http://127.0.0.1:${address.port}${path}`);
		await server.close();
		const expected = headersFor(path, { dev: true });
		const sent = Object.keys(expected).map((name) => [name, headers.get(name)]);
		expect({ status, ...Object.fromEntries(sent) }).toEqual({ status: 200, ...expected });
	});
});

describe('docs/hosting.md', () => {
	const text = readFileSync(join(ROOT, 'docs/hosting.md'), 'utf8');
	/** As vite.config.ts names what it builds of them. */
	const workers = readdirSync(join(ROOT, 'workers')).filter((folder) =>
		existsSync(join(ROOT, 'workers', folder, 'worker.ts')),
	);
	const paths = [
		...['/', '/student', '/index.html', '/assets/app-a.js', '/models/catalog.json'],
		...workers.map((name) => `/engines/${name}-B1cZx0aQ.js`),
		...['/engines/ort-wasm-simd-threaded-B2cXq0aZ.mjs', '/sw.js', '/former-build.js'],
		'/workbox-5763ad75.js',
	];
	const isLinked = (path: string) =>
		headersFor(path)['Content-Security-Policy']?.includes("connect-src 'self' https:") === true;
	/** What its nginx puts behind connect-src 'self': the first pattern that fits, or the default. */
	const [, map = ''] = /map \$uri \$linked \{\n(.*?)\n\}/s.exec(text) ?? [];
	const lines = [...map.matchAll(/^\t(\S+)\s+"(.*)";$/gm)].map(([, key = '', value = '']) => ({
		fits: (path: string) => key.startsWith('~') && new RegExp(key.slice(1)).test(path),
		isDefault: key === 'default',
		value,
	}));

	it.each(['/', '/engines/run-a.js', '/engines/student-a.js'])(
		'has the headers that %s needs',
		(path) => {
			for (const [name, value] of Object.entries(headersFor(path))) {
				expect(text).toContain(name);
				expect(text).toContain(value);
			}
		},
	);

	it.each(paths)('has nginx send %s the policy that npm start sends', (path) => {
		const line = lines.find(({ fits }) => fits(path)) ?? lines.find(({ isDefault }) => isDefault);
		expect(`connect-src 'self'${line?.value ?? ''}`).toBe(policyOf(path).get('connect-src'));
	});

	it('names each worker that speaks to what is linked, and no other', () => {
		const [sentence = ''] = /With the page, with[^:]*:/.exec(text) ?? [];
		const named = [...sentence.matchAll(/`\/engines\/([\w-]+)-\*\.js`/g)].map(([, name]) => name);
		expect(named.toSorted()).toEqual(
			workers.filter((name) => isLinked(`/engines/${name}-a.js`)).toSorted(),
		);
	});

	it('has nginx send modules as scripts, since nothing else is run where types are not guessed', () => {
		expect(text).toContain('types { text/javascript mjs; }');
	});
});
