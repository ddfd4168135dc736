/** Writes the types of the trainer's API from the service itself; `--check` fails where they are stale. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { trainerPython } from './python.mjs';

const root = join(import.meta.dirname, '..');
const target = join(root, 'src/adapters/trainer/api.d.ts');
const header =
	'/** The trainer’s API as its service describes it: written by scripts/trainer-api.mjs. */\n';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const { status, stdout, stderr, error } = spawnSync(
	trainerPython(root),
	['-m', 'retort_trainer', 'openapi'],
	{ cwd: join(root, 'trainer'), encoding: 'utf8', maxBuffer: 16e6 },
);
if (status !== 0) throw error ?? new Error(`The trainer doesn’t describe itself: ${stderr}`);

const text = header + astToString(await openapiTypescript(JSON.parse(stdout)));
if (!values.check) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
	console.error('src/adapters/trainer/api.d.ts is stale: run node scripts/trainer-api.mjs');
	process.exitCode = 1;
}
