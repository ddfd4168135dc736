/** The virtual environment's python; it may not be there yet. */
export function trainerPython(root: string): string;
