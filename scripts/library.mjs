/** `node scripts/library.mjs build MODEL FOLDER`: a web-llm library for a model's shape, with what that needs. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { libraryPython, setUpLibrary } from './library-venv.mjs';

const root = join(import.meta.dirname, '..');

try {
	await setUpLibrary(root);
	const { status } = spawnSync(
		libraryPython(root),
		['-m', 'retort_library', ...process.argv.slice(2)],
		{
			stdio: 'inherit',
			env: { ...process.env, PYTHONPATH: join(root, 'models/library') },
		},
	);
	process.exitCode = status ?? 1;
} catch (error) {
	console.error(error.message);
	process.exitCode = 1;
}
