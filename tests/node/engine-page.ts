/** A student answered by a real MLCEngine on WebGPU (SwiftShader) with a library from anywhere on the disk. */
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { chromium } from 'playwright';
import { CHROMIUM_FLAGS } from '../../playwright.config.ts';
import { findChromium } from '../../scripts/chromium.mjs';

const root = join(import.meta.dirname, '../..');
const TYPES: Record<string, string> = {
	'.js': 'text/javascript',
	'.mjs': 'text/javascript',
	'.json': 'application/json',
	'.wasm': 'application/wasm',
};

export type EngineAnswer = { readonly promptTokens: number; readonly ids: readonly number[] };
type SelfTestCase = {
	readonly messages: readonly unknown[];
	readonly prompt_ids: readonly number[];
	readonly greedy_ids: readonly number[];
};

function casesOf(student: string): readonly SelfTestCase[] {
	const text = readFileSync(join(student, 'selftest.json'), 'utf8');
	return (JSON.parse(text) as { readonly cases: readonly SelfTestCase[] }).cases;
}

/** What torch says of each case, in the form of an engine's answers. */
export function expectedOf(student: string): EngineAnswer[] {
	return casesOf(student).map(({ prompt_ids, greedy_ids }) => ({
		promptTokens: prompt_ids.length,
		ids: greedy_ids,
	}));
}

/** The engine's greedy answers to the cases of the student's selftest.json. */
export async function answersThrough(library: string, student: string): Promise<EngineAnswer[]> {
	const server = createServer(serve(library, student));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS });
	try {
		const page = await browser.newPage();
		await page.goto(`http://127.0.0.1:${String(port)}/`);
		const cases = JSON.stringify(casesOf(student));
		return await page.evaluate<EngineAnswer[]>(
			`import('/page.mjs').then(({ answer }) => answer(${cases}))`,
		);
	} finally {
		await browser.close();
		server.close();
	}
}

function serve(library: string, student: string): RequestListener {
	return (request, response) => {
		const path = request.url ?? '/';
		const file = path === '/' ? undefined : fileOf(path, library, student);
		if (file === undefined || !existsSync(file)) {
			response.writeHead(path === '/' ? 200 : 404, { 'content-type': 'text/html' });
			response.end('<!doctype html><title>web-llm</title>');
			return;
		}
		response.writeHead(200, {
			'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
			'content-length': statSync(file).size,
		});
		createReadStream(file).pipe(response);
	};
}

function fileOf(path: string, library: string, student: string): string | undefined {
	const model = '/student/resolve/main/';
	if (path === '/library.wasm') return library;
	if (path === '/page.mjs') return join(import.meta.dirname, 'engine-page.mjs');
	if (path === `${model}tokenizer.json`) return join(student, 'tokenizer.json');
	if (path.startsWith(model)) return join(student, 'mlc', path.slice(model.length));
	if (path.startsWith('/web-llm/'))
		return join(root, 'node_modules/@mlc-ai/web-llm/lib', path.slice('/web-llm/'.length));
	return undefined;
}
