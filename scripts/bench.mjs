/**
 * `npm run bench -- NAME [--json] [arguments of the bench]`: runs bench/NAME.mjs or bench/NAME.ts, whose
 * default export is `async ({ root, args, report }) => whether its goals are met`. `report(row)` prints
 * a line of JSON at once, or, without --json, keeps the row for the table at the end.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';

const root = join(import.meta.dirname, '..');

/** The bench's function; TypeScript is bundled first, so that it runs as fast as in the app. */
async function load(name) {
	const plain = join(root, 'bench', `${name}.mjs`);
	if (existsSync(plain)) return (await import(pathToFileURL(plain).href)).default;
	const outDir = join(root, 'bench-results/built', name);
	await build({
		root,
		configFile: false,
		logLevel: 'warn',
		publicDir: false,
		build: {
			ssr: join(root, 'bench', `${name}.ts`),
			outDir,
			target: 'node20',
			rolldownOptions: { output: { entryFileNames: 'bench.mjs' } },
		},
	});
	return (await import(pathToFileURL(join(outDir, 'bench.mjs')).href)).default;
}

const [name, ...rest] = process.argv.slice(2);
const names = readdirSync(join(root, 'bench'))
	.filter((file) => /^[a-z-]+\.(mjs|ts)$/.test(file))
	.map((file) => file.replace(/\.\w+$/, ''));
if (!names.includes(name)) {
	console.error(
		`Which bench? One of: ${names.join(', ')}. For example: npm run bench -- bundle --json`,
	);
	process.exit(1);
}
const asJson = rest.includes('--json');
const rows = [];
const report = (row) => (asJson ? console.log(JSON.stringify(row)) : rows.push(row));
try {
	const bench = await load(name);
	const isGoalMet = await bench({ root, args: rest.filter((arg) => arg !== '--json'), report });
	if (!asJson) console.table(rows);
	if (!isGoalMet) console.error(`The goals of the bench ${name} are not met.`);
	process.exitCode = isGoalMet ? 0 : 1;
} catch (error) {
	console.error(`The bench ${name} could not run:`, error);
	process.exitCode = 1;
}
