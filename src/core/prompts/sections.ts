/** Prompts as named sections that no text inside them can imitate, and reading them back. */

/** A line of at least five `=`, longer than any run of `=` in the texts. */
function fenceFor(texts: readonly string[]): string {
	let longest = 4;
	for (const text of texts)
		for (const run of text.matchAll(/=+/g)) longest = Math.max(longest, run[0].length);
	return '='.repeat(longest + 1);
}

/** The sections as one text: each under a line `===== NAME`, in the given order. */
export function writeSections(
	sections: readonly (readonly [name: string, text: string])[],
): string {
	const fence = fenceFor(sections.map(([, text]) => text));
	return sections.map(([name, text]) => `${fence} ${name}\n${text}`).join('\n');
}

/** What `writeSections` wrote; undefined when the text doesn't begin with a section. */
export function readSections(text: string): ReadonlyMap<string, string> | undefined {
	const fence = /^={5,}(?= )/.exec(text)?.[0];
	if (fence === undefined) return undefined;
	const sections = new Map<string, string>();
	for (const part of `\n${text}`.split(`\n${fence} `).slice(1)) {
		const end = part.indexOf('\n');
		sections.set(part.slice(0, end < 0 ? undefined : end), end < 0 ? '' : part.slice(end + 1));
	}
	return sections;
}
