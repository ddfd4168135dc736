/** Colours of the tokens as a canvas takes them: it can't read variables, nor light-dark(). */

/** The computed colour of `var(name)` where `host` stands. */
export function inkOf(host: HTMLElement, name: string): string {
	const probe = document.createElement('span');
	probe.style.color = `var(${name})`;
	host.append(probe);
	const { color } = getComputedStyle(probe);
	probe.remove();
	return color;
}
