/** How the benches that count memory start Chromium. */
export const BENCH_FLAGS = [
	'--no-sandbox',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	// Memory is counted at once, not at the browser's next leisure.
	'--enable-blink-features=ForceEagerMeasureMemory',
];
