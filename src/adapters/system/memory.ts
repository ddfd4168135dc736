/** How much memory this page and its workers take, where the browser tells. */

type Measuring = Performance & {
	measureUserAgentSpecificMemory?: () => Promise<{ readonly bytes: number }>;
};

/**
 * Bytes of the page and its workers, WebAssembly included and the GPU left out; null where the browser doesn't tell: it
 * needs cross-origin isolation, and Firefox and Safari don't have it. May take a quarter of a minute.
 */
export async function memoryInUse(): Promise<number | null> {
	const measuring = performance as Measuring;
	if (!crossOriginIsolated || measuring.measureUserAgentSpecificMemory === undefined) return null;
	return (await measuring.measureUserAgentSpecificMemory()).bytes;
}
