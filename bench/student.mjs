/**
 * `npm run bench -- student [--json] [--engines transformers-wasm,transformers-webgpu,web-llm] [--rounds N] [--student FOLDER]`: the
 * shipped student through the product's adapter, rpc and worker in headless Chromium, beside its bare engine in a worker on the
 * same prompts, in turns. One row an engine; WebGPU is SwiftShader unless Chromium finds a GPU, and the row says which.
 * `--student`: another, as the trainer exports one, with the shipped one's tokenizer.
 */
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { build } from 'vite';
import { appHandler, listenOnLoopback } from '../scripts/app-server.mjs';
import { findChromium } from '../scripts/chromium.mjs';
import { BENCH_FLAGS, SOFTWARE_GPU } from './browser-flags.mjs';

const MOST_OVERHEAD = 0.03;
const LEAST_BATCHED_RATIO = 4;

/** The bench's page, built and served as the app is. */
async function serve(root, another) {
	const outDir = join(root, 'bench-results/student');
	mkdirSync(outDir, { recursive: true });
	await build({
		root,
		configFile: join(root, 'vite.config.ts'),
		logLevel: 'warn',
		build: {
			outDir,
			emptyOutDir: true,
			rolldownOptions: { input: join(root, 'bench/student/index.html') },
		},
	});
	const student = another ?? join(root, 'models/practice-student');
	if (another !== undefined) {
		const place = join(outDir, 'models/practice-student');
		rmSync(place, { recursive: true });
		cpSync(another, place, { recursive: true });
	}
	// As a plain MLCEngine wants to find them.
	const forWebLlm = join(outDir, 'models/web-llm/resolve/main');
	if (existsSync(join(student, 'mlc')))
		cpSync(join(student, 'mlc'), forWebLlm, { recursive: true });
	for (const file of ['tokenizer.json', 'tokenizer_config.json'])
		cpSync(join(student, file), join(forWebLlm, file));
	return listenOnLoopback(
		appHandler(outDir, () => ({ name: 'retort-bench' })),
		0,
	);
}

/** Processor time of all pages and workers so far, ms. */
async function rendererCpuMs(devtools) {
	const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
	const renderers = processInfo.filter(({ type }) => type === 'renderer');
	return renderers.reduce((total, { cpuTime }) => total + cpuTime * 1000, 0);
}

async function open(browser, server) {
	const page = await browser.newPage();
	const devtools = await browser.newBrowserCDPSession();
	await page.exposeFunction('rendererCpuMs', () => rendererCpuMs(devtools));
	page.on('console', (message) => {
		if (message.type() === 'error') console.error(message.text());
	});
	await page.goto(`http://localhost:${server.port}/bench/student/index.html`);
	await page.waitForFunction(() => 'retortBench' in globalThis);
	return page;
}

/** Each engine in a page of its own: memory is that of the page. */
async function measured(browser, server, { engine, ...how }) {
	const page = await open(browser, server);
	const figures = await page.evaluate(
		([name, given]) => globalThis.retortBench.measured(name, given),
		[engine, how],
	);
	await page.close();
	return figures;
}

function isMet({ engine, overhead, batchedRatio, parity }) {
	const isFast = engine !== 'transformers-wasm' || batchedRatio >= LEAST_BATCHED_RATIO;
	return parity && isFast && overhead <= MOST_OVERHEAD;
}

const rounded = (value) => (typeof value === 'number' ? Number(value.toPrecision(4)) : value);

export default async function student({ root, args, report }) {
	const { values } = parseArgs({
		args,
		options: {
			engines: { type: 'string' },
			rounds: { type: 'string' },
			student: { type: 'string' },
		},
	});
	const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
	const isAnother = values.student !== undefined;
	const server = await serve(root, values.student);
	const browser = await chromium.launch({
		executablePath: findChromium(),
		args: [...BENCH_FLAGS, ...SOFTWARE_GPU],
	});
	try {
		const page = await open(browser, server);
		const all = await page.evaluate(() => globalThis.retortBench.engines);
		await page.close();
		let isAllMet = true;
		for (const engine of values.engines?.split(',') ?? all) {
			const figures = await measured(browser, server, { engine, rounds, isAnother });
			const row = {
				bench: 'student',
				engine,
				...(isAnother ? { student: values.student } : {}),
				...figures,
				cores: cpus().length,
				load: loadavg()[0],
			};
			report(Object.fromEntries(Object.entries(row).map(([key, value]) => [key, rounded(value)])));
			isAllMet &&= isMet(row);
		}
		return isAllMet;
	} finally {
		await browser.close();
		server.close();
	}
}
