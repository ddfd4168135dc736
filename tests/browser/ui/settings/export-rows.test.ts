import { expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../../src/ui/base.css';
import ExportRows from '../../../../src/ui/pages/settings/ExportRows.svelte';
import { give } from '../../../../src/ui/world.ts';
import { projectRow, runRow } from '../../../fakes/rows.ts';
import { ShellWorld } from '../../../fakes/shell-world.ts';

test('rows of the chosen run and kind are saved under a name that says what they are', async () => {
	const shell = new ShellWorld();
	shell.runs.set([runRow()]);
	give(shell.asWorld());
	const clicked = vi
		.spyOn(HTMLAnchorElement.prototype, 'click')
		.mockImplementation(() => undefined);
	await render(ExportRows, { project: projectRow() });
	await page.getByLabelText('What').selectOptions('Preference pairs: teacher over student');
	await page.getByText('Save rows').click();
	await expect.element(page.getByText(/^1 row, .* handed to the browser/)).toBeVisible();
	await page.getByLabelText('Rows of').selectOptions('The seeds alone');
	await page
		.getByLabelText('As', { exact: true })
		.selectOptions('JSON lines, with all that is known');
	await page.getByText('Save rows').click();
	await expect
		.poll(() => shell.told)
		.toEqual([
			`write preferences of ${projectRow().id}, ${runRow().id}, alpaca`,
			`write preferences of ${projectRow().id}, no run, jsonl`,
		]);
	const names = clicked.mock.contexts.map((link) => (link as HTMLAnchorElement).download);
	expect(names[0]).toMatch(/-preferences\.json$/);
	clicked.mockRestore();
});
