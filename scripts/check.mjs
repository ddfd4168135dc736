/** `npm run check`: format, lint and types. */
import { join } from 'node:path';
import { runChecks } from './checks.mjs';

const { passed, failed } = runChecks(join(import.meta.dirname, '..'));
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
