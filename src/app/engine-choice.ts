/** Which engine a student runs on, by what it is asked for: chosen by the page, or set by the user and kept. */
import type { Settings } from './ports/settings.ts';

/** 'chat': one reply at a time, watched; 'pools': the many answers of a run. */
export type EngineTask = 'chat' | 'pools';
export const ENGINE_CHOICES = [
	'auto',
	'transformers-wasm',
	'transformers-webgpu',
	'web-llm',
	// Never chosen by the page: what is asked leaves this device.
	'trainer',
] as const;
export type EngineChoice = (typeof ENGINE_CHOICES)[number];

/** What the user set for the task; 'auto' where nothing was. */
export async function engineChoice(
	settings: Pick<Settings, 'get'>,
	task: EngineTask,
): Promise<EngineChoice> {
	const kept = await settings.get(settingOf(task));
	return ENGINE_CHOICES.find((choice) => choice === kept) ?? 'auto';
}

/** Holds from the next student on that is loaded, in runs too. */
export async function keepEngineChoice(
	settings: Pick<Settings, 'set'>,
	task: EngineTask,
	choice: EngineChoice,
): Promise<void> {
	await settings.set(settingOf(task), choice);
}

const settingOf = (task: EngineTask) => `engine-${task}`;
