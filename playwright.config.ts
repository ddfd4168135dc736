/** The built app in Chromium, with the real trainer; each test file starts what it needs. */
import { defineConfig } from '@playwright/test';

export const CHROMIUM_FLAGS = [
	'--no-sandbox',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--enable-unsafe-webgpu',
	'--use-webgpu-adapter=swiftshader',
];

export default defineConfig({
	testDir: 'tests/e2e',
	testMatch: '**/*.test.ts',
	fullyParallel: false,
	workers: 1,
	reporter: 'list',
	timeout: 180_000,
	outputDir: 'test-results/e2e',
	expect: { timeout: 30_000 },
	use: {
		actionTimeout: 60_000,
		launchOptions: {
			executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
			args: CHROMIUM_FLAGS,
		},
	},
});
