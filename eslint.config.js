/** What the code must not do, and which folder may import which. */
import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import { defineConfig } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';

/** Forbids, in `files`, imports (static, dynamic, of workers) through one of `folders` and of any of `packages`. */
const arrow = (files, folders, message, { packages = [], except = [], syntax = [] } = {}) => {
	const regex = `(^|/)(${folders.join('|')})/`;
	const literal = `Literal[value=/${regex.replaceAll('/', '\\/')}/]`;
	return {
		files,
		ignores: except,
		rules: {
			'no-restricted-imports': [
				'error',
				{ patterns: [{ regex, message }, ...packages.map((name) => ({ regex: name, message }))] },
			],
			'no-restricted-syntax': [
				'error',
				{ selector: `ImportExpression > ${literal}`, message },
				{ selector: `NewExpression[callee.name='URL'] > ${literal}`, message },
				...syntax,
			],
		},
	};
};
const OUTSIDE = ['^[^.]'];
/** What only an adapter may know: how rows are kept, how models are asked and run, files are packed. */
const OF_ADAPTERS = [
	'^(dexie|openai|fflate|hash-wasm|papaparse|@huggingface/|@mlc-ai/|onnxruntime-web|p-queue|p-retry|valibot)',
];
// `style:` directives go through CSSOM and pass the content policy; a style attribute doesn't.
const noStyle = [
	{ selector: 'SvelteAttribute[key.name="style"]', message: 'Use a style: directive.' },
];
const noNow = [
	{
		selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
		message: 'The clock comes in as an argument.',
	},
];
const noClock = {
	'no-restricted-globals': [
		'error',
		'setTimeout',
		'setInterval',
		'fetch',
		'indexedDB',
		'localStorage',
		'navigator',
		'crypto',
		'document',
		'window',
		'performance',
		'WebSocket',
		'XMLHttpRequest',
		'BroadcastChannel',
		'sessionStorage',
		'caches',
	],
	'no-restricted-properties': [
		'error',
		{ object: 'Date', property: 'now', message: 'The clock comes in as an argument.' },
		{ object: 'Math', property: 'random', message: 'Randomness comes in as an argument.' },
	],
};

export default defineConfig(
	{
		ignores: [
			'dist/',
			'test-results/',
			'bench-results/',
			'node_modules/',
			'trainer/',
			'**/.venv/',
			'.retort/',
			'**/*.d.ts',
		],
	},
	js.configs.recommended,
	ts.configs.strictTypeChecked,
	svelte.configs.recommended,
	prettier,
	svelte.configs.prettier,
	{
		linterOptions: { reportUnusedDisableDirectives: 'error' },
		languageOptions: {
			globals: { ...globals.browser, ...globals.worker },
			parserOptions: {
				projectService: { allowDefaultProject: ['*.js'] },
				tsconfigRootDir: import.meta.dirname,
				extraFileExtensions: ['.svelte'],
			},
		},
		rules: {
			'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
			'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
			'max-params': ['error', 4],
			complexity: ['error', 10],
			'@typescript-eslint/switch-exhaustiveness-check': 'error',
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
		},
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { parserOptions: { parser: ts.parser } },
		rules: {
			'max-lines-per-function': 'off',
		},
	},
	{
		files: ['**/*.{js,mjs}'],
		extends: [ts.configs.disableTypeChecked],
		languageOptions: { globals: globals.node },
	},
	{ files: ['public/**'], languageOptions: { globals: globals.serviceworker } },
	{
		files: ['tests/**', 'bench/**'],
		rules: { 'max-lines': ['error', 400], 'max-lines-per-function': 'off' },
	},
	arrow(['src/core/**'], ['app', 'adapters', 'ui', 'workers'], 'core imports nothing of ours.', {
		packages: OUTSIDE,
		syntax: noNow,
	}),
	arrow(['src/app/**'], ['adapters', 'ui', 'workers'], 'app imports core only.', {
		packages: OUTSIDE,
		syntax: noNow,
	}),
	arrow(['src/adapters/**'], ['ui'], 'adapters import app and core.'),
	arrow(['src/ui/**'], ['adapters', 'workers'], 'ui imports app and core.', {
		syntax: noStyle,
		packages: OF_ADAPTERS,
	}),
	// The last rule that matches a file counts alone, so that this one repeats the one above.
	arrow(
		['src/ui/state/**', 'src/ui/parts/**'],
		['adapters', 'workers', 'pages'],
		'state and parts import no page, and of the rest app and core.',
		{ syntax: noStyle, packages: OF_ADAPTERS },
	),
	arrow(['workers/**'], ['app', 'adapters', 'ui'], 'workers import core.', {
		except: ['workers/run/**', 'workers/exam/**', 'workers/transfer/**', 'workers/journal/**'],
	}),
	arrow(
		['workers/run/**', 'workers/exam/**', 'workers/transfer/**', 'workers/journal/**'],
		['ui'],
		'these workers have no page.',
	),
	{ files: ['src/core/**', 'src/app/**'], rules: noClock },
);
