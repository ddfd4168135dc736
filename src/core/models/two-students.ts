/** Whether two students may be loaded in one tab at once. */

/** What is read is copied into WebAssembly and may be unpacked there. */
const TIMES_ITS_FILES = 3;
/** A second worker with its engine took 35 MB with a student of 4.9 MB (docs/log.md). */
const WORKER_BYTES = 40e6;
/** Of the device's memory, which other tabs and programs want too. */
const SHARE = 1 / 4;
/** Where the browser doesn't tell: what most devices have at least. */
const ASSUMED_BYTES = 4 * 2 ** 30;

/** `bytes`: what each loads, null unknown; `memoryBytes`: as the browser tells it, null where it doesn't. */
export function mayBothStay(
	bytes: readonly [number | null, number | null],
	memoryBytes: number | null,
): boolean {
	const [one, other] = bytes;
	if (one === null || other === null) return false;
	const need = TIMES_ITS_FILES * (one + other) + 2 * WORKER_BYTES;
	return need <= SHARE * (memoryBytes ?? ASSUMED_BYTES);
}
