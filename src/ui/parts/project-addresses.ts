/** Where one can go with a project's instructions. */

/** Setting up a run on them. */
export function startAddress(project: string): string {
	return `/start?project=${encodeURIComponent(project)}`;
}

/** Their export. */
export function exportAddress(project: string): string {
	return `/settings?project=${encodeURIComponent(project)}#backup`;
}
