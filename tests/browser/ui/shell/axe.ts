/** axe on what is rendered; colours are checked on the built app, where the page's ground is its own. */
import axe from 'axe-core';

/** Ids of the rules that the page breaks, each with its elements. */
export async function violations(): Promise<readonly string[]> {
	const { violations: found } = await axe.run(document.body, {
		rules: { region: { enabled: false } },
	});
	return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
