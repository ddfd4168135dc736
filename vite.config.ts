/** How the app is built and served: its security policy, where workers, engines and the shipped student lie. */
import { cpSync, createReadStream, existsSync, statSync } from 'node:fs';
import { join, normalize, resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig, type Connect, type Plugin } from 'vite';
import { headersFor, policyElement } from './scripts/headers.mjs';

const ROOT = import.meta.dirname;
/** What of `models/` the page may read; how the student was made stays in the repository. */
const SERVED_MODELS = ['catalog.json', 'practice-student', 'libraries'];

/** Serves `models/` in development, copies it into the build, and answers 404 where the fallback would answer index.html. */
function shippedModels(): Plugin {
	const serve: Connect.NextHandleFunction = (request, response, next) => {
		const { pathname } = new URL(request.url ?? '/', 'http://localhost');
		if (!/^\/(models|engines)\//.test(pathname)) {
			next();
			return;
		}
		const file = join(ROOT, normalize(decodeURIComponent(pathname)));
		const allowed = SERVED_MODELS.some((folder) => file.startsWith(join(ROOT, 'models', folder)));
		if (!allowed || !existsSync(file) || !statSync(file).isFile()) {
			response.statusCode = 404;
			response.end('not found');
			return;
		}
		for (const [name, value] of Object.entries(headersFor(pathname, { dev: true })))
			response.setHeader(name, value);
		response.setHeader('Content-Length', statSync(file).size);
		createReadStream(file).pipe(response);
	};
	let outDir = 'dist';
	return {
		name: 'shipped-models',
		configResolved: ({ build }) => {
			outDir = resolve(ROOT, build.outDir);
		},
		configureServer: ({ middlewares }) => void middlewares.use(serve),
		closeBundle() {
			if (this.meta.watchMode) return;
			for (const folder of SERVED_MODELS) {
				const from = join(ROOT, 'models', folder);
				if (existsSync(from)) cpSync(from, join(outDir, 'models', folder), { recursive: true });
			}
		},
	};
}

/** Answers 404 in `vite preview` where its fallback would answer index.html. */
function missingFiles(): Plugin {
	return {
		name: 'missing-files',
		configurePreviewServer: ({ config, middlewares }) =>
			void middlewares.use((request, response, next) => {
				const { pathname } = new URL(request.url ?? '/', 'http://localhost');
				const file = join(
					resolve(ROOT, config.build.outDir),
					normalize(decodeURIComponent(pathname)),
				);
				if (!/^\/(models|engines|assets)\//.test(pathname) || existsSync(file)) {
					next();
					return;
				}
				response.statusCode = 404;
				response.end('not found');
			}),
	};
}

/** The built app's headers in `vite preview`, and its policy in the page itself. */
function contentPolicy(): Plugin {
	return {
		name: 'content-policy',
		apply: (_, { command, isPreview }) => command === 'build' || isPreview === true,
		configurePreviewServer: ({ middlewares }) =>
			void middlewares.use((request, response, next) => {
				const { pathname } = new URL(request.url ?? '/', 'http://localhost');
				for (const [name, value] of Object.entries(headersFor(pathname)))
					response.setHeader(name, value);
				next();
			}),
		// Before anything that it rules, and after the encoding, which must stand in the first 1,024 bytes.
		transformIndexHtml: (html) =>
			html.replace('<meta charset="utf-8" />', (encoding) => `${encoding}\n\t\t${policyElement()}`),
	};
}

/** What the shipped student takes to answer on the processor, 19 MB: offline after a first visit that didn't ask it. */
const SHIPPED_OFFLINE = [
	'engines/*.mjs',
	'engines/ort-wasm-simd-threaded-*.wasm',
	'models/practice-student/*.json',
	'models/practice-student/onnx/*',
];

const folderOf = (file: string | null) => /([^/]+)\/worker\.ts/.exec(file ?? '')?.[1] ?? 'worker';

export default defineConfig({
	plugins: [
		svelte(),
		shippedModels(),
		contentPolicy(),
		missingFiles(),
		VitePWA({
			registerType: 'prompt',
			injectRegister: false,
			manifest: {
				name: 'Retort',
				short_name: 'Retort',
				description: 'Distils a strong language model into a small one that runs in the tab.',
				icons: [{ src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' }],
			},
			workbox: {
				// The two lists are read by Settings and the Student page, which must open without a network at once.
				globPatterns: [
					'**/*.{html,js,css,svg,woff2}',
					'models/catalog.json',
					'models/libraries/libraries.json',
					...SHIPPED_OFFLINE,
				],
				maximumFileSizeToCacheInBytes: 16e6,
				// A first visit is offline-ready without being loaded anew.
				clientsClaim: true,
				// The workers' own scripts go along, so that curating works offline at once; the WebAssembly for GPUs comes when used,
				// and web-llm's script, which is 7 MB of it in text.
				globIgnores: ['engines/web-llm-*', 'former-build.js'],
				importScripts: ['former-build.js'],
				navigateFallback: '/index.html',
				navigateFallbackDenylist: [/^\/retort\.json/],
				runtimeCaching: [
					{
						// Named without a hash: a newer student must not be hidden by the stored one. Weights for training are only
						// ever downloaded, so that a copy of them would take room for nothing.
						urlPattern: /\/models\/(?!.*\.safetensors$)/,
						handler: 'NetworkFirst',
						options: { cacheName: 'models', matchOptions: { ignoreVary: true } },
					},
					{
						// Of this build the engines, of the former all that public/former-build.js keeps here: about a hundred files,
						// of which none may push the engine out that a tab will need next.
						urlPattern: /\/(engines|assets)\//,
						handler: 'CacheFirst',
						options: {
							cacheName: 'engines',
							matchOptions: { ignoreVary: true },
							expiration: { maxEntries: 400 },
						},
					},
				],
			},
		}),
	],
	optimizeDeps: { include: ['@huggingface/transformers', '@mlc-ai/web-llm', '@huggingface/jinja'] },
	worker: {
		format: 'es',
		rolldownOptions: {
			checks: { bundlerTimings: false },
			output: {
				entryFileNames: (chunk) => `engines/${folderOf(chunk.facadeModuleId)}-[hash].js`,
				chunkFileNames: 'engines/[name]-[hash].js',
				assetFileNames: 'engines/[name]-[hash][extname]',
			},
		},
	},
	build: {
		assetsInlineLimit: 0,
		target: 'es2023',
		manifest: true,
		chunkSizeWarningLimit: 800,
		rolldownOptions: { checks: { bundlerTimings: false } },
	},
	server: { headers: headersFor('/', { dev: true }), port: 4747, strictPort: true },
	// Its headers go by the file (see `contentPolicy`); without `{}` they would be those of development.
	preview: { headers: {}, port: 4747, strictPort: true },
});
