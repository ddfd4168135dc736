/**
 * `npm run bench -- import [--json] [--rows 52000] [--pool 100000] [--rounds 3]`: an Alpaca file through the product's own
 * import in headless Chromium, beside bare Dexie `bulkAdd` of the same rows with the same indexes, in turns; then the rows
 * of a larger project listed, filtered and searched as the product does it.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { build } from 'vite';
import { appHandler, listenOnLoopback } from '../scripts/app-server.mjs';
import { findChromium } from '../scripts/chromium.mjs';
import { BENCH_FLAGS } from './browser-flags.mjs';

function readOptions(args) {
	const { values } = parseArgs({
		args,
		options: {
			rows: { type: 'string', default: '52000' },
			pool: { type: 'string', default: '100000' },
			rounds: { type: 'string', default: '3' },
		},
	});
	return { rows: +values.rows, pool: +values.pool, rounds: +values.rounds };
}

/** The bench's page in a browser of its own, built and served as the app is. */
async function open(root) {
	const outDir = join(root, 'bench-results/import');
	mkdirSync(outDir, { recursive: true });
	await build({
		root,
		configFile: join(root, 'vite.config.ts'),
		logLevel: 'warn',
		build: {
			outDir,
			emptyOutDir: true,
			rolldownOptions: { input: join(root, 'bench/import/index.html') },
		},
	});
	const server = await listenOnLoopback(
		appHandler(outDir, () => ({ name: 'retort-bench' })),
		0,
	);
	const browser = await chromium.launch({ executablePath: findChromium(), args: BENCH_FLAGS });
	const page = await browser.newPage();
	page.on('console', (message) => {
		if (message.type() === 'error') console.error(message.text());
	});
	await page.goto(`http://localhost:${server.port}/bench/import/index.html`);
	await page.waitForFunction(() => 'retortBench' in globalThis);
	return {
		call: (name, ...args) =>
			page.evaluate(([method, given]) => globalThis.retortBench[method](...given), [name, args]),
		close: async () => {
			await browser.close();
			server.close();
		},
	};
}

/** In turns, so that both meet the same moods of the machine; the first to go changes. */
async function rates({ call }, { rows, rounds }) {
	const fileBytes = await call('make', rows);
	const totals = { ours: 0, writing: 0, bare: 0 };
	for (let round = 0; round < rounds; round++) {
		const { project, ms, writingMs } = await call('imported');
		totals.ours += ms;
		totals.writing += writingMs;
		totals.bare += await call('bare', project);
		await call('forget', project);
	}
	const perSecond = (ms) => Math.round((rows * rounds * 1000) / ms);
	return {
		fileMb: fileBytes / 1e6,
		rowsPerSecond: perSecond(totals.ours),
		writingRowsPerSecond: perSecond(totals.writing),
		bareRowsPerSecond: perSecond(totals.bare),
		ratioBareDexie: totals.bare / totals.ours,
	};
}

async function listing({ call }, { pool }) {
	await call('make', pool);
	const { project } = await call('imported');
	return call('listed', project);
}

export default async function measure({ root, args, report }) {
	const options = readOptions(args);
	const bench = await open(root);
	try {
		const rated = await rates(bench, options);
		const memoryMb = (await bench.call('memoryOfImport')) / 1e6;
		const listed = await listing(bench, options);
		const row = {
			bench: 'import',
			rows: options.rows,
			pool: options.pool,
			...rated,
			...listed,
			memoryMb,
		};
		report(
			Object.fromEntries(
				Object.entries(row).map(([key, value]) => [
					key,
					typeof value === 'number' ? Math.round(value * 100) / 100 : value,
				]),
			),
		);
		return rated.ratioBareDexie >= 0.8 && listed.firstRowsMs <= 500 && listed.filterMs <= 100;
	} finally {
		await bench.close();
	}
}
