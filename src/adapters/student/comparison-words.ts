/** What was measured of engines with one student, and which is taken, in words. */
import { messageOf } from '../../core/error.ts';
import type { Compared, Trial } from './comparison.ts';

const NAMES: Readonly<Record<Compared, string>> = {
	'transformers-wasm': 'transformers.js on WASM',
	'transformers-webgpu': 'transformers.js on WebGPU',
	'web-llm': 'web-llm',
};

/** `all`: how each did, or why it isn't taken. */
export function comparedWords(all: readonly (Trial | string)[], best: Trial): string {
	const trials = all.filter((one) => typeof one !== 'string');
	const others = all.filter((one) => typeof one === 'string').join(' ');
	if (trials.length === 1) return others;
	const figures = trials.map((trial, place) => figure(trial, place === 0));
	const taken = `${NAMES[best.choice]} is taken.`;
	return [`Measured here: ${figures.join(', ')}. ${taken}`, others].join(' ').trim();
}

function figure({ choice, workers, answers, ms }: Trial, isFirst: boolean): string {
	const who = workers > 1 ? `${NAMES[choice]} (${workers} workers)` : NAMES[choice];
	if (answers.length === 0) return `${who} none in ${spoken(ms / 1000, 1)} s`;
	const pace = spoken((60_000 * answers.length) / ms, 0);
	return `${who} ${pace}${isFirst ? ' answers a minute' : ''}`;
}

function spoken(value: number, digits: number): string {
	return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}

export function failedWords(choice: Compared, thrown: unknown): string {
	return `${NAMES[choice]} failed (${messageOf(thrown)}).`;
}

export function lateWords(choice: Compared, ms: number): string {
	return `${NAMES[choice]} had no answer in ${ms / 1000} s: not taken.`;
}

export const readsOtherwise = (choice: Compared) =>
	`${NAMES[choice]} reads prompts as other tokens: not taken.`;

export const saysOtherwise = (choice: Compared) =>
	`${NAMES[choice]} says something else: not taken.`;

/** `mostBytes`: what a student may have. */
export function tooLargeForWasm(mostBytes: number): string {
	return `On WASM it was not tried, being over ${mostBytes / 1e6} MB.`;
}
