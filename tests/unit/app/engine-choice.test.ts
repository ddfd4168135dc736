import { expect, test } from 'vitest';
import { engineChoice, keepEngineChoice } from '../../../src/app/engine-choice.ts';

test('what the user set is kept for each task by itself; anything else is no choice', async () => {
	const kept = new Map<string, string>();
	const settings = {
		get: (name: string) => Promise.resolve(kept.get(name)),
		set: (name: string, value: string) => Promise.resolve(void kept.set(name, value)),
	};
	expect(await engineChoice(settings, 'chat')).toBe('auto');
	await keepEngineChoice(settings, 'chat', 'web-llm');
	expect(await engineChoice(settings, 'chat')).toBe('web-llm');
	expect(await engineChoice(settings, 'pools')).toBe('auto');
	for (const name of [...kept.keys()]) kept.set(name, 'an engine of tomorrow');
	expect(await engineChoice(settings, 'chat')).toBe('auto');
});
