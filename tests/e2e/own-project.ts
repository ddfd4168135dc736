/** Setting up a project of one's own in the page, as a person would. */
import type { Page } from '@playwright/test';
import { practiceFile } from './practice-file.ts';

export type OwnSetup = {
	readonly baseUrl: string;
	/** Name of the base as the page shows it. */
	readonly base: string;
	readonly rows: number;
	/** Rows that are too long for a small context; default none. */
	readonly longRows?: number;
	readonly iterations: number;
	readonly newPerIteration: number;
	/** The file is opened in Pools first, and distilled from there. */
	readonly isCuratedFirst?: boolean;
	/** Other numbers of the recipe, by label. */
	readonly more?: Readonly<Record<string, string>>;
};

async function bringFile(page: Page, { rows, longRows }: OwnSetup): Promise<void> {
	await page.getByLabel('File of instructions').setInputFiles(practiceFile(rows, longRows));
	await page.getByText('usable').waitFor();
}

/** Fills the form. */
export async function fillOwnProject(page: Page, setup: OwnSetup): Promise<void> {
	if (setup.isCuratedFirst === true) {
		await page.goto(new URL('/curate', page.url()).href);
		await bringFile(page, setup);
		await page.getByRole('button', { name: 'Open in Pools' }).click();
		await page.getByRole('link', { name: 'Distil these' }).click();
		await page.getByText('rows of the project').waitFor();
	}
	await page.getByLabel('Base URL').fill(setup.baseUrl);
	await page.getByLabel('Key', { exact: true }).fill('sk-test');
	await page.getByRole('button', { name: 'Test and list models' }).click();
	await page.getByText('The endpoint answers').waitFor();
	await page.getByLabel('Model', { exact: true }).fill('practice-teacher');
	if (setup.isCuratedFirst !== true) await bringFile(page, setup);
	await page.getByRole('radio', { name: setup.base }).check();
	await page.getByRole('radio', { name: 'Practice', exact: true }).check({ force: true });
	await page.getByText('All numbers').click();
	await page.getByLabel('Iterations').fill(String(setup.iterations));
	await page.getByLabel('New instructions an iteration').fill(String(setup.newPerIteration));
	for (const [label, value] of Object.entries(setup.more ?? {}))
		await page.getByLabel(label, { exact: true }).fill(value);
}

/** Fills the form and starts; resolves on the run's page. */
export async function startOwnProject(page: Page, setup: OwnSetup): Promise<void> {
	await fillOwnProject(page, setup);
	await page.getByRole('button', { name: /^Start/ }).click();
	await page.waitForURL(/\/runs\//);
}
