import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'retort-ci-'));
cpSync(join(import.meta.dirname, '../../.ci'), join(folder, '.ci'), { recursive: true });
afterAll(() => {
	rmSync(folder, { recursive: true, force: true });
});

/** What the run says last, and how it ends, when `npm test` does this. */
function runWith(npm: string) {
	writeFileSync(join(folder, 'npm'), `#!/bin/sh\n${npm}\n`, { mode: 0o755 });
	const { stdout, status } = spawnSync(join(folder, '.ci/run'), {
		encoding: 'utf8',
		env: { ...process.env, PATH: folder + delimiter + String(process.env['PATH']) },
	});
	return { last: stdout.trimEnd().split('\n').at(-1), status, said: stdout };
}

describe('.ci/run', () => {
	it('ends with the counts of the tests, said once', () => {
		expect(runWith('echo "12 passed, 0 failed"')).toEqual({
			last: '12 passed, 0 failed',
			status: 0,
			said: '12 passed, 0 failed\n',
		});
	});

	it.each([
		[
			'tests failed, and npm says more',
			'echo "9 passed, 3 failed"; echo more >&2; exit 1',
			[9, 3, 1],
		],
		['the set-up failed', 'echo "Set-up failed: no network" >&2; exit 1', [0, 1, 1]],
		[
			'the tests were killed after their counts',
			'echo "9 passed, 0 failed"; kill -9 $$',
			[0, 1, 137],
		],
		['nothing was said', 'exit 0', [0, 1, 1]],
		['failures went unnoticed', 'echo "9 passed, 10 failed"', [9, 10, 1]],
	] as const)('ends with counts and not with 0 when %s', (_, npm, [passed, failed, status]) => {
		expect(runWith(npm)).toMatchObject({ last: `${passed} passed, ${failed} failed`, status });
	});
});
