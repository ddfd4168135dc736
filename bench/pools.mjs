/**
 * `npm run bench -- pools [--json] [--rows 100000] [--judged 50000] [--rounds 5]`: the built app on loopback in headless
 * Chromium, its database on disk filled through the product's own stores: Pools opened, narrowed, searched, sorted,
 * scrolled and edited as a reader sees it. Each figure is the median of its repetitions; nothing is drawn by a GPU.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { build } from 'vite';
import { appHandler, listenOnLoopback } from '../scripts/app-server.mjs';
import { findChromium } from '../scripts/chromium.mjs';
import { BENCH_FLAGS } from './browser-flags.mjs';
import { installProbes } from './pools/probes.mjs';

const GOALS = { openMs: 500, filterMs: 100, searchMs: 150, bulkEditMs: 2000, memoryMb: 150 };
const LEAST_FPS = 60;
const EDITED_ROWS = 10_000;
const SCROLLED_SECONDS = 6;
const STILL_SECONDS = 3;
/** A hundred rows. */
const PX_PER_SECOND = 3200;
const VALUES = ['hard', 'easy', 'Cache Pool', 'iteration 1', 'held out', 'skill 0', 'generated'];
const TEXTS = ['describe', 'the', 'summarize', 'co', 'which is nowhere'];
const HEADS = ['instruction', 'skill', 'difficulty', 'no.'];
function readOptions(args) {
	const { values } = parseArgs({
		args,
		options: {
			rows: { type: 'string', default: '100000' },
			judged: { type: 'string', default: '50000' },
			rounds: { type: 'string', default: '5' },
		},
	});
	return { rows: +values.rows, judged: +values.judged, rounds: +values.rounds };
}

/** The app, and beside it the page that fills its database. */
async function serve(root) {
	const outDir = join(root, 'bench-results/pools');
	mkdirSync(outDir, { recursive: true });
	const input = [join(root, 'index.html'), join(root, 'bench/pools/index.html')];
	await build({
		root,
		configFile: join(root, 'vite.config.ts'),
		logLevel: 'warn',
		build: { outDir, emptyOutDir: true, rolldownOptions: { input } },
	});
	return listenOnLoopback(
		appHandler(outDir, () => ({ name: 'retort-bench' })),
		0,
	);
}

/** A browser with a profile on disk: a private window keeps its database in memory. */
async function launch(profile) {
	const context = await chromium.launchPersistentContext(profile, {
		executablePath: findChromium(),
		args: BENCH_FLAGS,
		viewport: { width: 1280, height: 800 },
		// It would fetch the whole app a second time while pages are measured.
		serviceWorkers: 'block',
	});
	await context.addInitScript(installProbes);
	return context;
}

async function filled(context, origin, { rows, judged }) {
	const page = await context.newPage();
	await page.goto(`${origin}/bench/pools/index.html`);
	await page.waitForFunction(() => 'retortFill' in globalThis);
	const project = await page.evaluate(
		([many, some]) => globalThis.retortFill(many, some),
		[rows, judged],
	);
	await page.close();
	return `${origin}/projects/${project}/pools`;
}

const call = (page, name, ...args) =>
	page.evaluate(([method, given]) => globalThis.retortBench[method](...given), [name, args]);

/** Each time in a tab of its own, the app's code and the worker's copy loaded anew; the last tab stays. */
async function opened(context, address, rounds) {
	const times = [];
	let page;
	for (let round = 0; round < rounds; round++) {
		await page?.close();
		page = await context.newPage();
		page.on('pageerror', (error) => console.error(error));
		await page.goto(address, { waitUntil: 'commit' });
		times.push(await call(page, 'opened'));
	}
	return { page, open: times.map(({ openMs }) => openMs), whole: times.map((one) => one.wholeMs) };
}

async function narrowed(page, name, wishes) {
	const times = [];
	for (const wish of wishes) {
		times.push(await call(page, name, wish));
		await call(page, 'clear');
	}
	return times;
}

/** Frames a second while the wheel is turned evenly, and before it is, when nothing moves. */
async function scrolled(context, page) {
	const still = await call(page, 'frames', STILL_SECONDS);
	const devtools = await context.newCDPSession(page);
	const counting = call(page, 'frames', SCROLLED_SECONDS);
	await devtools.send('Input.synthesizeScrollGesture', {
		...{ x: 640, y: 400, gestureSourceType: 'mouse', speed: PX_PER_SECOND },
		yDistance: -PX_PER_SECOND * SCROLLED_SECONDS,
	});
	return { ...(await counting), stillFps: median(still.framesOfSecond) };
}

async function edited(page, rounds) {
	await call(page, 'select', EDITED_ROWS);
	const times = [];
	for (let round = 0; round < rounds; round++)
		times.push(await call(page, 'tag', `bench-${round}`));
	return times;
}

function median(values) {
	const sorted = [...values].sort((one, other) => one - other);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

async function measured(context, origin, options) {
	const address = await filled(context, origin, options);
	const { page, open, whole } = await opened(context, address, options.rounds);
	const atFirst = await call(page, 'memory');
	const filters = await narrowed(page, 'filter', VALUES);
	const searches = await narrowed(page, 'search', TEXTS);
	const sorts = [];
	for (const head of [...HEADS, ...HEADS]) sorts.push(await call(page, 'sort', head));
	const scroll = await scrolled(context, page);
	const edits = await edited(page, options.rounds);
	const atLast = await call(page, 'memory');
	return {
		openMs: median(open),
		filterMs: median(filters),
		searchMs: median(searches),
		scrollFps: median(scroll.framesOfSecond),
		bulkEditMs: median(edits.map(({ editMs }) => editMs)),
		memoryMb: Math.max(atFirst.page, atLast.page) / 1e6,
		wholeMs: median(whole),
		filterMostMs: Math.max(...filters),
		searchMostMs: Math.max(...searches),
		sortMs: median(sorts),
		sortMostMs: Math.max(...sorts),
		stillFps: scroll.stillFps,
		rowsScrolledPerSecond: scroll.rowsPassed / SCROLLED_SECONDS,
		readFrames: scroll.read,
		bulkWrittenMs: median(edits.map(({ writtenMs }) => writtenMs)),
		workersMemoryMb: Math.max(atFirst.workers, atLast.workers) / 1e6,
	};
}

export default async function pools({ root, args, report }) {
	const options = readOptions(args);
	const server = await serve(root);
	const profile = mkdtempSync(join(tmpdir(), 'retort-pools-'));
	let context;
	try {
		context = await launch(profile);
		const figures = await measured(context, `http://localhost:${server.port}`, options);
		const rounded = Object.entries({ ...figures, load: loadavg()[0] }).map(([key, value]) => [
			key,
			Math.round(value * 100) / 100,
		]);
		const { rows, judged } = options;
		report({ bench: 'pools', rows, ...Object.fromEntries(rounded), judged, gpu: 'none' });
		const isMet = ([key, most]) => figures[key] <= most;
		return Object.entries(GOALS).every(isMet) && figures.scrollFps >= LEAST_FPS;
	} finally {
		await context?.close();
		server.close();
		rmSync(profile, { recursive: true, force: true });
	}
}
