/** The browser's own records, read past the app: what a test counts must not come from the page that it tests. */
import type { Page } from '@playwright/test';

/** All rows of a table of the database 'retort'. */
export async function rowsOf<Row>(page: Page, table: string): Promise<readonly Row[]> {
	const rows = await page.evaluate(
		(name) =>
			new Promise<unknown[]>((resolve, reject) => {
				const opening = indexedDB.open('retort');
				opening.onerror = () => {
					reject(new Error(`can’t open the database: ${String(opening.error)}`));
				};
				opening.onsuccess = () => {
					const database = opening.result;
					const reading = database.transaction(name).objectStore(name).getAll();
					reading.onsuccess = () => {
						database.close();
						resolve(reading.result as unknown[]);
					};
					reading.onerror = () => {
						reject(new Error(`can’t read ${name}`));
					};
				};
			}),
		table,
	);
	return rows as readonly Row[];
}
