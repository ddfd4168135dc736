/**
 * `npm run bench -- loop [--json] [--seeds 1,2] [--conditions paper,uni] [--iterations 3] [--out FOLDER] [--development]`:
 * the practice loop with the product's core, teacher, novelty index, student and trainer, headless. All conditions of a seed
 * go on from the same student-0. A finished seed and condition is one line of a file; started again, the bench goes on from
 * there. `--development` scores the students on the development set too, which is there for choosing: with other seeds.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { build } from 'vite';
import { appHandler, listenOnLoopback } from '../scripts/app-server.mjs';
import { findChromium } from '../scripts/chromium.mjs';
import { TrainerService } from '../scripts/trainer-service.mjs';
import { conditionsOf, SEEDS } from './loop/conditions.mjs';
import { linesOf, summariesOf } from './loop/lines.mjs';

const POLL_MS = 2000;

function readOptions(args) {
	const { values } = parseArgs({
		args,
		options: {
			seeds: { type: 'string', default: SEEDS.join(',') },
			conditions: { type: 'string', default: 'paper,uni,cont,mix,learnable' },
			iterations: { type: 'string', default: '3' },
			out: { type: 'string', default: 'bench-results/loop' },
			development: { type: 'boolean', default: false },
		},
	});
	return {
		seeds: values.seeds.split(',').map(Number),
		conditions: values.conditions.split(','),
		iterations: Number(values.iterations),
		out: values.out,
		development: values.development,
	};
}

/** The bench's page, built as the app is built. */
async function buildPage(root, outDir) {
	await build({
		root,
		configFile: join(root, 'vite.config.ts'),
		logLevel: 'warn',
		build: {
			outDir,
			emptyOutDir: true,
			rolldownOptions: { input: join(root, 'bench/loop/index.html') },
		},
	});
}

async function open(root, out) {
	const dist = join(out, 'app');
	await buildPage(root, dist);
	const facts = () => ({ name: 'retort-bench' });
	const server = await listenOnLoopback(appHandler(dist, facts), 0);
	const origin = `http://localhost:${server.port}`;
	const service = new TrainerService(
		root,
		{ port: server.port + 1, origins: [origin], home: join(out, 'retort') },
		(line) => console.error(line),
	);
	await service.start();
	await service.settled;
	if (service.state.state !== 'running') throw new Error(service.state.reason);
	const browser = await chromium.launch({
		executablePath: findChromium(),
		args: [
			'--no-sandbox',
			'--disable-quic',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
		],
	});
	const page = await browser.newPage();
	page.on('console', (message) => {
		if (message.type() === 'error') console.error(message.text());
	});
	await page.goto(`${origin}/bench/loop/index.html`);
	await page.waitForFunction(() => 'retortBench' in globalThis);
	await call(page, 'link', { ...service.link, linkedAt: Date.now() });
	return {
		page,
		close: async () => {
			await browser.close();
			server.close();
			await service.stop();
		},
	};
}

const call = (page, name, ...args) =>
	page.evaluate(([method, given]) => globalThis.retortBench[method](...given), [name, args]);

/** Carries the run out to its end; throws with what the run says when it pauses. */
async function carryOut(page, run) {
	await call(page, 'start', run);
	for (;;) {
		const state = await call(page, 'state', run);
		if (state.kind === 'finished') return;
		if (state.kind === 'paused') throw new Error(`${run} paused: ${state.because}`);
		await new Promise((resolve) => setTimeout(resolve, POLL_MS));
	}
}

/** One seed: the first condition makes student-0, the others are forked from it. */
async function benchSeed(page, seed, { names, iterations, development, keep }) {
	const conditions = conditionsOf(seed, iterations);
	const first = await call(page, 'create', { seed, iterations, recipe: conditions[names[0]] });
	for (const [place, name] of names.entries()) {
		const started = Date.now();
		const run =
			place === 0
				? first
				: await call(page, 'fork', first, {
						...(await baseRecipe(page, first)),
						...conditions[name],
					});
		await carryOut(page, run);
		if (development) await call(page, 'develop', run);
		const result = await call(page, 'result', run);
		keep(linesOf(result, { seed, condition: name, wallMin: (Date.now() - started) / 60_000 }));
	}
}

/** A seed taken up again makes its student-0 anew: it must be the one that the finished conditions went on from. */
function holdToStudent0(lines, { seed, iteration, heldOut }) {
	const before = lines.find((line) => line.seed === seed && line.iteration === iteration);
	if (iteration > 0 || before === undefined || before.heldOut === heldOut) return;
	throw new Error(
		`seed ${seed}, iteration ${iteration}: expected ${before.heldOut} as in the lines there are, got ${heldOut}`,
	);
}

const baseRecipe = async (page, run) => (await call(page, 'result', run)).run.recipe;

export default async function loop({ root, args, report }) {
	const options = readOptions(args);
	const out = join(root, options.out);
	mkdirSync(out, { recursive: true });
	const file = join(out, 'lines.jsonl');
	const lines = existsSync(file)
		? readFileSync(file, 'utf8')
				.trim()
				.split('\n')
				.filter(Boolean)
				.map((line) => JSON.parse(line))
		: [];
	const isDone = (seed, condition) =>
		lines.some((line) => line.seed === seed && line.condition === condition);
	for (const line of lines) report(line);
	for (const seed of options.seeds) {
		const names = options.conditions.filter((name) => !isDone(seed, name));
		if (names.length === 0) continue;
		rmSync(join(out, 'retort/trainer'), { recursive: true, force: true });
		const bench = await open(root, out);
		try {
			await benchSeed(bench.page, seed, {
				names,
				iterations: options.iterations,
				development: options.development,
				keep: (more) => {
					for (const line of more) {
						holdToStudent0(lines, line);
						lines.push(line);
						appendFileSync(file, `${JSON.stringify(line)}\n`);
						report(line);
					}
				},
			});
		} finally {
			await bench.close();
		}
	}
	const summaries = summariesOf(lines, options.iterations);
	for (const summary of summaries) report(summary);
	return summaries
		.filter(({ condition, versus }) => condition === 'paper' && versus !== 'mix')
		.every(({ gainLow, seeds }) => seeds > 1 && gainLow > 0);
}
