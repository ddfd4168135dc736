/** Writes the environment's coming name into the files that hold its present one. */
export function moveScripts(venv: string, name: string): void;
