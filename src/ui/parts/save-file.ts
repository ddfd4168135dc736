/** Hands a file to the person: the browser saves or asks where. */

export function saveFile(content: Blob, name: string): void {
	const url = URL.createObjectURL(content);
	const link = document.createElement('a');
	link.href = url;
	link.download = name;
	link.click();
	URL.revokeObjectURL(url);
}

/** A name that every file system takes: "Practice run 3" → "practice-run-3". */
export function fileName(text: string): string {
	const name = text
		.toLowerCase()
		.replaceAll(/[^\p{L}\p{N}]+/gu, '-')
		.replaceAll(/^-|-$/g, '');
	return name === '' ? 'retort' : name;
}
