/** The virtual environment's python; it may not be there yet. */
export function trainerPython(root: string): string;
export function trainerSetup(
	root: string,
): { ok: true; python: string } | { ok: false; reason: string; fix: string };
export function setUpTrainer(root: string): Promise<void>;
