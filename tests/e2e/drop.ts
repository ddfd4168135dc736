/** A file that a user drops onto the page. */
import type { Page } from '@playwright/test';

export async function drop(page: Page, text: string, name: string): Promise<void> {
	const dataTransfer = await page.evaluateHandle(
		([content, called]) => {
			const transfer = new DataTransfer();
			transfer.items.add(new File([content], called));
			return transfer;
		},
		[text, name] as const,
	);
	await page.dispatchEvent('body', 'drop', { dataTransfer });
}
