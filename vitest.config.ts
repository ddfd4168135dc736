/** Three projects: pure code in Node, scripts as real processes, everything of the browser in Chromium. */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { CHROMIUM_FLAGS } from './playwright.config.ts';
import { answeringCommand } from './tests/fakes/answering-trainer.ts';
import { hubCommand } from './tests/fakes/hub-command.ts';
import { teacherCommand } from './tests/fakes/teacher-command.ts';
import { trainerCommand } from './tests/fakes/trainer-server.ts';

const isolation = {
	'Cross-Origin-Opener-Policy': 'same-origin',
	'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
	test: {
		projects: [
			{
				test: {
					name: 'unit',
					environment: 'node',
					include: ['tests/unit/**/*.test.ts'],
					testTimeout: 30_000,
				},
			},
			{
				test: {
					name: 'node',
					environment: 'node',
					include: ['tests/node/**/*.test.ts'],
					testTimeout: 120_000,
					fileParallelism: false,
				},
			},
			{
				plugins: [svelte()],
				worker: { format: 'es' },
				publicDir: false,
				server: { headers: isolation },
				optimizeDeps: {
					include: [
						'axe-core',
						'bits-ui',
						'dexie',
						'dompurify',
						'marked',
						'openai',
						'p-queue',
						'p-retry',
						'fflate',
						'hash-wasm',
						'vitest-browser-svelte',
						'fast-check',
						'sv-router',
						'svelte/reactivity',
						'uplot',
						'valibot',
						'diff',
						'virtua/svelte',
						'@huggingface/transformers',
						'@huggingface/jinja',
						'@mlc-ai/web-llm',
					],
				},
				test: {
					name: 'browser',
					include: ['tests/browser/**/*.test.ts'],
					testTimeout: 60_000,
					browser: {
						enabled: true,
						headless: true,
						screenshotFailures: false,
						provider: playwright({
							launchOptions: {
								executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
								args: CHROMIUM_FLAGS,
							},
						}),
						instances: [{ browser: 'chromium' }],
						commands: {
							answering: answeringCommand,
							hub: hubCommand,
							teacher: teacherCommand,
							trainer: trainerCommand,
						},
					},
				},
			},
		],
	},
});
